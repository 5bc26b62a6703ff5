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

/// <summary>Counts of values as the source of a query: columns day (a month's first), team_id (where it counts by team), survey_id, wave_id, counted, item, value, of a breakdown facet and facet_value, and the measures of <see cref="ScoreMonth"/>.</summary>
/// <param name="RolledUp">Read from the roll-up; else counted from the raw answers.</param>
internal sealed record ScoreSql(string From, object[] Values, bool RolledUp)
{
    /// <summary>Fresh copies: a parameter belongs to one command.</summary>
    public object[] Parameters => [.. Values.Select(p => ((ICloneable)p).Clone())];
}

/// <summary>
/// Reads counts of values from the roll-up wherever it can answer the filter exactly: survey, wave, whole months and one
/// fact, a team being one; for everything else it counts the raw answers, in the same columns.
/// </summary>
internal sealed class ScoreReader(SurveysDb db, CurrentUser user, InstallationZone zone, TimeProvider clock)
{
    /// <summary>Facts that figures are broken down by, beside the team.</summary>
    public static readonly string[] Facets = ["band", "channel", "industry", "level", "owner", "region"];

    const string Columns = "day, team_id, survey_id, wave_id, counted, item, value, n, first, total, high, low";

    /// <summary>Counts of all items.</summary>
    public async Task<ScoreSql> Over(ResponseFilter filter, CancellationToken ct)
    {
        var sql = new Cells(filter, user.ScopeOf("surveys.results"), Today);
        if (FactsOf(filter) is not { Count: <= 1 } facts || !WholeMonths(filter)) return Raw(filter, []);
        var (facet, of) = facts.Count == 1 ? facts[0] : ("", "");
        if (sql.InTeam(facet) && facet is not ("" or "owner")) return Raw(filter, []);
        return new($"(select {Columns} from {(await Now(ct)).From} s where {sql.Asked} and {sql.Of(facet, of)})", sql.Parameters, true);
    }

    /// <summary>Counts of the scores that every survey shares, in all by team (facet ""), and by each of the <see cref="Facets"/>.</summary>
    public async Task<ScoreSql> Breakdown(ResponseFilter filter, CancellationToken ct)
    {
        var scope = user.ScopeOf("surveys.results");
        var sql = new Cells(filter, scope, Today);
        if (FactsOf(filter) is not { Count: 0 } || !WholeMonths(filter)) return Raw(filter, Facets);
        var (now, waits) = await Now(ct);
        // One's own answers with another team are known as a fact; broken down by a second fact they are not.
        if (!scope.All && await db.Database.SqlQueryRaw<bool>($"select exists (select from {now} s where {sql.Asked} and {sql.Strange}) as \"Value\"", sql.Parameters).SingleAsync(ct)) return Raw(filter, Facets);
        // The index of the shared scores answers the cells of teams and those of all one after the other, not both in one condition; what waits is counted once.
        var arms = Facets.Prepend("").GroupBy(facet => facet.Length == 0 || sql.InTeam(facet)).Select(g => "(" + string.Join(" or ", g.Select(facet => $"({sql.Of(facet, null, facet.Length == 0)})")) + ")").ToArray();
        if (waits) arms = [$"({string.Join(" or ", arms)})"];
        return new($"({string.Join("\nunion all ", arms.Select(cells => $"select {Columns}, facet, facet_value from {now} s where item in ('{ScoreMonth.Headline}', '{ScoreMonth.Nps}') and {sql.Asked} and {cells}"))})", sql.Parameters, true);
    }

    /// <summary>How often each item was answered with each value. Answers of a filter are themselves an item: <see cref="ScoreMonth.Everything"/>.</summary>
    public async Task<List<ValueCount>> Counts(ResponseFilter filter, CancellationToken ct)
    {
        var scores = await Over(filter, ct);
        return await db.Database.SqlQueryRaw<ValueCount>($"select c.item, c.value, c.counted, sum(c.n)::bigint as n, sum(c.first)::bigint as first, sum(c.total)::bigint as places from {scores.From} c group by 1, 2, 3 having sum(c.n) <> 0", scores.Parameters).ToListAsync(ct);
    }

    /// <summary>How many people without a name answered each item: the roll-up does not tell them from the others.</summary>
    public async Task<List<ValueCount>> Anonymous(ResponseFilter filter, CancellationToken ct)
    {
        var sql = new ResponseSql(filter, user.ScopeOf("surveys.results"), zone);
        return await db.Database.SqlQueryRaw<ValueCount>($"select i.item, '' as value, r.counted, count(*) as n, sum(i.first)::bigint as first, 0::bigint as places from {SurveyRollUps.Scores.Raw(sql.Where + " and anonymous")} r cross join lateral {SurveyRollUps.Taken} i group by 1, 3", sql.Parameters).ToListAsync(ct);
    }

    /// <summary>Asked once for a page.</summary>
    async Task<(string From, bool Waits)> Now(CancellationToken ct) => now ??= await SurveyRollUps.Scores.Now(db, ct);

    (string, bool)? now;

    ScoreSql Raw(ResponseFilter filter, string[] facets)
    {
        var sql = new ResponseSql(filter, user.ScopeOf("surveys.results"), zone);
        const string Counted = "r.month as day, r.team_id, r.survey_id, r.wave_id, r.counted, i.item, i.value, 1 as n, i.first, i.total, i.high, i.low";
        var answers = SurveyRollUps.Scores.Raw(sql.Where);
        return facets.Length == 0
            ? new($"(select {Counted} from {answers} r cross join lateral {SurveyRollUps.Taken} i)", sql.Parameters, false)
            : new($"(select {Counted}, f.facet, f.facet_value from {answers} r cross join lateral ({SurveyRollUps.Shared}) i cross join lateral {SurveyRollUps.Faceted} f(facet, facet_value) where f.facet_value is not null and f.facet = any(@facets))",
                [.. sql.Parameters, new NpgsqlParameter("@facets", facets.Append("").ToArray())], false);
    }

    /// <summary>What a filter and a scope ask of the cells of the roll-up.</summary>
    sealed class Cells
    {
        readonly Conditions sql = new();
        readonly RowScope scope;
        readonly bool ofTeam;
        readonly string mine = "true", me = "";

        public Cells(ResponseFilter f, RowScope scope, DateOnly today)
        {
            (this.scope, ofTeam) = (scope, f.Team is not null);
            sql.Equal("survey_id", f.Survey).Equal("wave_id", f.Wave).Equal("team_id", f.Team).Equal("counted", f.Counted)
                .If(f.First || f is { Counted: true, Wave: null }, "not again")
                .If(f.OneByOne, "(wave_id is null or wave_id not in (select id from surveys.waves where anonymous))");
            var last = f.To < today ? f.To.Value : today;
            // Month by month: of a period between two days a plan made for any of them expects few cells, and reads all there are of it.
            if (f.From is { } first && last.Year - first.Year < 20) sql.And("day = any({0})", Months(first, last).ToArray());
            else sql.If(f.From is not null, "day >= {0}", f.From!).If(f.To is not null, "day <= {0}", f.To!);
            Asked = sql.Where;
            if (!scope.All) (mine, me) = ($"team_id = any({sql.Parameter(scope.TeamIds)})", sql.Parameter((scope.UserId ?? 0).ToString(CultureInfo.InvariantCulture)));
        }

        static IEnumerable<DateOnly> Months(DateOnly first, DateOnly last)
        {
            for (var month = first; month <= last; month = month.AddMonths(1)) yield return month;
        }

        /// <summary>Without fact and scope.</summary>
        public string Asked { get; }

        public object[] Parameters => sql.Parameters;

        /// <summary>One's own answers outside of one's teams.</summary>
        public string Strange => $"in_team and facet = 'owner' and facet_value = {me} and (team_id is null or not {mine})";

        /// <summary>Whether cells of single teams are needed. Owners have no others.</summary>
        public bool InTeam(string facet) => !scope.All || ofTeam || facet == "owner";

        /// <summary>The cells of a fact within the scope.</summary>
        /// <param name="of">Null: of all its values.</param>
        public string Of(string facet, string? of, bool byTeam = false)
        {
            var cells = $"facet = '{facet}'" + (of is null ? "" : $" and facet_value = {sql.Parameter(of)}");
            if (!byTeam && !InTeam(facet)) return $"not in_team and team_id is null and {cells}";
            return scope.All ? $"in_team and {cells}" : facet switch
            {
                "" => $"(in_team and {cells} and {mine} or {Strange})",
                "owner" => $"in_team and {cells} and ({mine} or facet_value = {me})",
                _ => $"in_team and {cells} and {mine}",
            };
        }
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
        f.From is null or { Day: 1 } && (f.To is not { } to || to >= Today || to.AddDays(1).Day == 1);

    DateOnly Today => zone.DayOf(clock.GetUtcNow());

    static string? Snake(Enum? value) => value is null ? null : SnakeCase.Of(value.ToString());
}
