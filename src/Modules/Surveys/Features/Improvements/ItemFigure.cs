using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Improvements;

/// <summary>Which scores of an item: those of a wave, of a period, of a team, of some customers or of all but them.</summary>
internal sealed record ItemSample(long Survey, string Item)
{
    public long? Wave { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? Until { get; init; }
    public long? Team { get; init; }
    public long? NotTeam { get; init; }
    public long[]? Customers { get; init; }
    public long[]? NotCustomers { get; init; }
}

/// <summary>Scores of one item as counts, from counted answers only; what was asked again after a call back stands apart.</summary>
internal sealed class ItemFigure(SurveysDb db)
{
    public async Task<Distribution> Of(ItemSample sample, RowScope scope, CancellationToken ct)
    {
        var c = new Conditions();
        var (score, where) = Part(sample, scope, c);
        var counts = await db.Database.SqlQueryRaw<Scores>($"select {score} as score, count(*) as n, bool_or(anonymous) as anonymous from surveys.responses where {where} group by 1", c.Parameters).ToListAsync(ct);
        // Of anonymous answers fewer than five say nothing at all.
        return new(counts.Exists(r => r.Anonymous) && !AnonymousGuard.Shows(counts.Sum(r => r.N)) ? [] : counts.Select(r => KeyValuePair.Create(r.Score, r.N)));
    }

    /// <summary>The people in both: their latest score in either.</summary>
    public async Task<IReadOnlyList<ScorePair>> Pairs(ItemSample first, ItemSample second, RowScope scope, CancellationToken ct)
    {
        var c = new Conditions();
        var (one, two) = (Latest(first), Latest(second));
        return [.. (await db.Database.SqlQueryRaw<Count>($"""
            select a.score as before, b.score as after, count(*) as n from ({one}) a join ({two}) b on b.customer_id = a.customer_id and b.contact = a.contact group by 1, 2
            """, c.Parameters).ToListAsync(ct)).Select(r => new ScorePair(r.Before, r.After, r.N))];

        string Latest(ItemSample sample)
        {
            var (score, where) = Part(sample, scope, c);
            return $"select distinct on (customer_id, contact_id) customer_id, coalesce(contact_id, 0) as contact, {score} as score from surveys.responses where customer_id is not null and {where} order by customer_id, contact_id, id desc";
        }
    }

    /// <summary>What is shown of an item: the index of a rating, the mean of any other scale.</summary>
    public static double? FigureOf(ItemKind kind, double? mean) => kind == ItemKind.Rating ? Statistics.ItemIndex(mean) : mean;

    /// <summary>The score of an answer, and which answers: every sample adds its own parameters.</summary>
    static (string Score, string Where) Part(ItemSample s, RowScope scope, Conditions c)
    {
        var item = c.Parameter(s.Item);
        var score = $"case when answers -> {item} ->> 0 ~ '^[0-9][0-9]?$' then (answers -> {item} ->> 0)::int end";
        List<string> where = [$"survey_id = {c.Parameter(s.Survey)}", "counted", "follow_up_id is null", $"{score} is not null"];
        if (s.Wave is { } wave) where.Add($"wave_id = {c.Parameter(wave)}");
        if (s.From is { } from) where.Add($"finished_at >= {c.Parameter(from)}");
        if (s.Until is { } until) where.Add($"finished_at < {c.Parameter(until)}");
        if (s.Team is { } team) where.Add($"team_id = {c.Parameter(team)}");
        if (s.NotTeam is { } other) where.Add($"team_id is distinct from {c.Parameter(other)}");
        if (s.Customers is { } customers) where.Add($"customer_id = any({c.Parameter(customers)})");
        if (s.NotCustomers is { } others) where.Add($"(customer_id is null or customer_id <> all({c.Parameter(others)}))");
        // A part of an anonymous wave could be told from its other parts: only the whole is compared.
        if (s is not { From: null, Until: null, Team: null, NotTeam: null, Customers: null, NotCustomers: null }) where.Add("not anonymous");
        if (!scope.All) where.Add($"(owner_id = {c.Parameter(scope.UserId ?? 0)} or team_id = any({c.Parameter(scope.TeamIds)}))");
        return (score, string.Join(" and ", where));
    }

    sealed record Scores(int Score, long N, bool Anonymous);

    sealed record Count(int Before, int After, long N);
}
