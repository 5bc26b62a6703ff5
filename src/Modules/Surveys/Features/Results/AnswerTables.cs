using System.Globalization;
using System.Text.Json;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Responses;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Surveys.Features.Results;

/// <summary>Tables of answers kept for a minute: as long as nobody has answered or decided since, the pages of one survey read the database once.</summary>
internal sealed class AnswerTableCache : IDisposable
{
    /// <summary>Answers kept in all; a table of 100,000 answers to 20 items takes about 10 MB.</summary>
    const long Most = 600_000;

    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    readonly Dictionary<string, (string Stamp, DateTimeOffset Until, AnswerTable Table)> kept = [];

    /// <summary>Large reads go one after another: two at once would take the memory twice.</summary>
    public SemaphoreSlim Reading { get; } = new(1);

    public AnswerTable? Find(string key, string stamp, DateTimeOffset now)
    {
        lock (kept) return kept.TryGetValue(key, out var found) && found.Stamp == stamp && found.Until > now ? found.Table : null;
    }

    public void Keep(string key, string stamp, AnswerTable table, DateTimeOffset now)
    {
        lock (kept)
        {
            kept.Remove(key);
            foreach (var old in kept.Where(k => k.Value.Until <= now).Select(k => k.Key).ToList()) kept.Remove(old);
            while (kept.Count > 0 && kept.Sum(k => (long)k.Value.Table.Rows) + table.Rows > Most) kept.Remove(kept.MinBy(k => k.Value.Until).Key);
            kept[key] = (stamp, now + Lifetime, table);
        }
    }

    public void Dispose() => Reading.Dispose();
}

/// <summary>Reads the answers to a survey, within the reader's scope, as a table of numbers.</summary>
internal sealed class AnswerTables(SurveysDb db, AnswerTableCache cache, CurrentUser user, InstallationZone zone, TimeProvider clock)
{
    /// <summary>Above so many answers a random sample of this size is read; the pages say so.</summary>
    public const int Most = 200_000;

    public async Task<AnswerTable> Read(long surveyId, long? versionId, SurveyDefinition definition, CancellationToken ct)
    {
        var scope = user.ScopeOf("surveys.results");
        var key = string.Create(CultureInfo.InvariantCulture, $"{surveyId}/{versionId}/{(scope.All ? "all" : scope.UserId + ":" + string.Join(',', scope.TeamIds.Order()))}");
        var now = clock.GetUtcNow();
        var last = (await db.Database.SqlQuery<Last>($"select (select max(id) from surveys.responses where survey_id = {surveyId}) as id, (select max(decided_at) from surveys.responses where survey_id = {surveyId} and decided_at is not null) as decided").ToListAsync(ct)).Single();
        var stamp = string.Create(CultureInfo.InvariantCulture, $"{last.Id}/{last.Decided?.UtcTicks}");
        if (cache.Find(key, stamp, now) is { } known) return known;
        await cache.Reading.WaitAsync(ct);
        try
        {
            if (cache.Find(key, stamp, now) is { } meanwhile) return meanwhile;
            var table = await Load(new ResponseSql(new ResponseFilter { Survey = surveyId }, scope, zone), definition, ct);
            cache.Keep(key, stamp, table, now);
            return table;
        }
        finally { cache.Reading.Release(); }
    }

    async Task<AnswerTable> Load(ResponseSql sql, SurveyDefinition definition, CancellationToken ct)
    {
        var table = new AnswerTable(definition);
        var total = await db.Database.SqlQueryRaw<long>($"select count(*) as \"Value\" from surveys.responses where {sql.Where}", sql.Parameters).SingleAsync(ct);
        var columns = AnswerTable.ColumnsOf(definition).ToList();
        var several = definition.Items.Where(i => i.Kind == ItemKind.Multi).ToList();
        // Keys of items are data, so they are parameters; the rest of the statement is constant.
        var parameters = new List<NpgsqlParameter>(sql.Parameters.Cast<NpgsqlParameter>());
        var fields = columns.Select((c, i) =>
        {
            parameters.Add(new NpgsqlParameter("@k" + i.ToString(CultureInfo.InvariantCulture), c.Item.Key));
            return $"answers -> @k{i} ->> {c.Place}";
        }).Concat(several.Select((item, i) =>
        {
            parameters.Add(new NpgsqlParameter("@m" + i.ToString(CultureInfo.InvariantCulture), item.Key));
            return $"answers ->> @m{i}";
        })).ToList();
        const int fixedFields = 18;
        var text = $"""
            select finished_at, customer_id, contact_id, counted, follow_up_id is not null, anonymous, wave_id, team_id, owner_id, ticket_channel, source, industry, size, level, value_class, region, band, id
            {string.Concat(fields.Select(f => ", " + f))}
            from surveys.responses where {sql.Where}
            {(total > Most ? $"order by hashint8(id) limit {Most}" : "order by id")}
            """;
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand(text, (NpgsqlConnection)db.Database.GetDbConnection());
            foreach (var parameter in parameters) command.Parameters.Add(parameter);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var place = columns.Select((c, i) => (c.Column, i)).ToDictionary(c => c.Column, c => c.i);
            var severalPlace = several.Select((item, i) => (item.Key, i)).ToDictionary(x => x.Key, x => x.i);
            while (await reader.ReadAsync(ct))
            {
                // The handlers of a row are called before the next one is read.
                var r = reader;
                var day = zone.DayOf(r.GetFieldValue<DateTimeOffset>(0));
                string? Text(int i) => r.IsDBNull(i) ? null : r.GetString(i);
                string? Id(int i) => r.IsDBNull(i) ? null : r.GetInt64(i).ToString(CultureInfo.InvariantCulture);
                table.Add(new TableRow(day, r.IsDBNull(1) ? null : (r.GetInt64(1), r.IsDBNull(2) ? null : r.GetInt64(2)), r.GetBoolean(3), r.GetBoolean(4), r.GetBoolean(5)),
                    column => Number(columns[place[column]].Item, Text(fixedFields + place[column])),
                    item => Bits(several[severalPlace[item]], Text(fixedFields + columns.Count + severalPlace[item])),
                    facet => facet switch
                    {
                        Facet.Wave => Id(6),
                        Facet.Month => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                        Facet.Team => Id(7),
                        Facet.Owner => Id(8),
                        Facet.Industry => Text(11),
                        Facet.Region => Text(15),
                        _ => FilterAddress.FromStored(facet, Text(facet switch { Facet.Channel => 9, Facet.Source => 10, Facet.Size => 12, Facet.Level => 13, Facet.ValueClass => 14, _ => 16 })),
                    });
            }
        }
        finally { await db.Database.CloseConnectionAsync(); }
        table.Total = total;
        return table;
    }

    static int? Number(Item item, string? text)
    {
        if (text is null) return null;
        if (item.Kind != ItemKind.Single) return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var score) && item.Scale is { } scale && score >= scale.From && score <= scale.To ? score : null;
        for (var i = 0; i < item.Options.Count && i < 100; i++)
            if (item.Options[i].Key == text) return i;
        return null;
    }

    static ulong? Bits(Item item, string? json)
    {
        if (json is null || json[0] != '[') return null;
        ulong bits = 0;
        foreach (var value in JsonSerializer.Deserialize<string[]>(json) ?? [])
            for (var i = 0; i < item.Options.Count && i < 64; i++)
                if (item.Options[i].Key == value) bits |= 1ul << i;
        return bits;
    }

    sealed record Last(long? Id, DateTimeOffset? Decided);
}
