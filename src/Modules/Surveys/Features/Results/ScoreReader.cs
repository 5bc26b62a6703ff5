using System.Globalization;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Responses;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Surveys.Features.Results;

/// <summary>Counts of values as the source of a query: columns day (a month's first), team_id, survey_id, wave_id, counted, facet, facet_value, item, value, and the measures of <see cref="ScoreMonth"/>.</summary>
/// <param name="RolledUp">Read from the roll-up; else counted from the raw answers.</param>
internal sealed record ScoreSql(string From, NpgsqlParameter[] Values, bool RolledUp)
{
    /// <summary>Fresh copies: a parameter belongs to one command.</summary>
    public object[] Parameters => [.. Values.Select(p => p.Clone())];
}

/// <summary>
/// Reads counts of values from the roll-up wherever it can answer the filter exactly: survey, wave, team, whole months and
/// one fact of the customer or the ticket; for everything else it counts the raw answers, in the same columns.
/// </summary>
internal sealed class ScoreReader(SurveysDb db, CurrentUser user, InstallationZone zone, TimeProvider clock)
{
    /// <summary>Facts that figures are broken down by.</summary>
    public static readonly string[] Facets = ["band", "channel", "industry", "level", "owner", "region"];

    /// <param name="facets">Facts wanted beside the whole ("").</param>
    public async Task<ScoreSql> Over(ResponseFilter filter, CancellationToken ct, params string[] facets)
    {
        var scope = user.ScopeOf("surveys.results");
        return await RollUp(filter, scope, facets, ct) ?? Raw(filter, scope, facets);
    }

    /// <summary>How often each item was answered with each value. Answers of a filter are themselves an item: <see cref="ScoreMonth.Everything"/>.</summary>
    public async Task<List<ValueCount>> Counts(ResponseFilter filter, CancellationToken ct)
    {
        var scores = await Over(filter, ct);
        return await db.Database.SqlQueryRaw<ValueCount>($"select c.item, c.value, c.counted, sum(c.n)::bigint as n, sum(c.first)::bigint as first from {scores.From} c where c.facet = '' group by 1, 2, 3 having sum(c.n) <> 0", scores.Parameters).ToListAsync(ct);
    }

    async Task<ScoreSql?> RollUp(ResponseFilter f, RowScope scope, string[] facets, CancellationToken ct)
    {
        if (FactsOf(f) is not { } facts || facts.Count > 1 || (facts.Count == 1 && facets.Length > 0) || !WholeMonths(f)) return null;
        var (parameters, conditions) = (new List<NpgsqlParameter>(), new List<string>());
        string P(object value)
        {
            var name = "@s" + parameters.Count.ToString(CultureInfo.InvariantCulture);
            parameters.Add(new(name, value));
            return name;
        }
        var (facet, of) = facts.Count == 1 ? facts[0] : ("", "");
        if (f.Survey is { } survey) conditions.Add($"survey_id = {P(survey)}");
        if (f.Wave is { } wave) conditions.Add($"wave_id = {P(wave)}");
        if (f.Team is { } team) conditions.Add($"team_id = {P(team)}");
        if (f.Counted is { } counted) conditions.Add($"counted = {P(counted)}");
        if (f.First || f is { Counted: true, Wave: null }) conditions.Add("not again");
        if (f.OneByOne) conditions.Add("(wave_id is null or wave_id not in (select id from surveys.waves where anonymous))");
        if (f.From is { } from) conditions.Add($"day >= {P(from)}");
        if (f.To is { } to) conditions.Add($"day <= {P(to)}");

        var base_ = $"facet = {P(facet)} and facet_value = {P(of)}";
        var others = facets.Length > 0 ? $"facet = any({P(facets)})" : "false";
        if (!scope.All)
        {
            var (me, teams) = (P((scope.UserId ?? 0).ToString(CultureInfo.InvariantCulture)), P(scope.TeamIds));
            var mine = $"team_id = any({teams})";
            var strange = $"facet = 'owner' and facet_value = {me} and (team_id is null or not {mine})";
            // One's own answers with another team are known as a fact; broken down by a second fact they are not.
            if ((facet is not ("" or "owner") || facets.Any(x => x != "owner")) && await Any(strange, [.. parameters], ct)) return null;
            base_ = facet switch
            {
                "" => $"(({base_} and {mine}) or ({strange}))",
                "owner" => $"{base_} and ({mine} or facet_value = {me})",
                _ => $"{base_} and {mine}",
            };
            others = $"({others} and ({mine} or facet = 'owner' and facet_value = {me}))";
        }
        var where = string.Join(" and ", conditions.Prepend("true"));
        var now = SurveyRollUps.Scores.Now(db.Model);
        const string Columns = "day, team_id, survey_id, wave_id, counted, item, value, n, first, total, high, low";
        var source = $"select {Columns}, '' as facet, '' as facet_value from {now} s where {where} and {base_}";
        if (facets.Length > 0) source += $" union all select {Columns}, facet, facet_value from {now} s where {where} and {others}";
        return new($"({source})", [.. parameters], true);
    }

    async Task<bool> Any(string condition, NpgsqlParameter[] parameters, CancellationToken ct) =>
        await db.Database.SqlQueryRaw<bool>($"select exists (select from {SurveyRollUps.Scores.Now(db.Model)} s where {condition}) as \"Value\"", [.. parameters.Select(p => (object)p.Clone())]).SingleAsync(ct);

    ScoreSql Raw(ResponseFilter f, RowScope scope, string[] facets)
    {
        var sql = new ResponseSql(f, scope, zone);
        string[] wanted = ["", .. facets];
        return new($"(select * from ({SurveyRollUps.Scores.Raw(db.Model, sql.Where)}) x where facet = any(@facets))", [.. sql.Parameters.Cast<NpgsqlParameter>(), new("@facets", wanted)], false);
    }

    /// <summary>The facts a filter asks for; null when it asks for something the roll-up does not know.</summary>
    static List<(string Facet, string Value)>? FactsOf(ResponseFilter f)
    {
        // Whatever else a filter learns to ask counts the raw answers until it is known here.
        var rest = f with { Survey = null, Wave = null, Team = null, Counted = null, First = false, OneByOne = false, From = null, To = null, Owner = null, Level = null, Industry = null, Region = null, Band = null, Size = null, Channel = null };
        if (!rest.Equals(Activator.CreateInstance(rest.GetType()))) return null;
        (string, string?)[] asked =
        [
            ("owner", f.Owner?.ToString(CultureInfo.InvariantCulture)), ("level", Snake(f.Level)), ("industry", string.IsNullOrWhiteSpace(f.Industry) ? null : f.Industry.Trim()),
            ("region", string.IsNullOrWhiteSpace(f.Region) ? null : f.Region.Trim()), ("band", Snake(f.Band)), ("size", Snake(f.Size)), ("channel", Snake(f.Channel)),
        ];
        return [.. asked.Where(a => a.Item2 is not null).Select(a => (a.Item1, a.Item2!))];
    }

    /// <summary>From a month's first day to a month's last one, or to today, after which there is nothing yet.</summary>
    bool WholeMonths(ResponseFilter f) =>
        f.From is null or { Day: 1 } && (f.To is not { } to || to >= zone.DayOf(clock.GetUtcNow()) || to.AddDays(1).Day == 1);

    static string? Snake(Enum? value) => value is null ? null : SnakeCase.Of(value.ToString());
}
