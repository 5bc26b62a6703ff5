using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

/// <summary>Movements of points owed to members on a day, by the team and owner of the member and by what caused them. What was redeemed and called off again counts as not redeemed.</summary>
internal sealed class PointDay : DailyRow
{
    /// <summary>Source of the entries.</summary>
    public string Source { get; init; } = "";
    public long Earned { get; init; }
    public long Redeemed { get; init; }
    public long Expired { get; init; }
    public long Reversed { get; init; }
}

/// <summary>What each rule of each version of the programme gave on a day.</summary>
internal sealed class RuleDay : DailyRow
{
    public int Version { get; init; }
    public string Rule { get; init; } = "";
    public long Points { get; init; }
    public long Times { get; init; }
}

/// <summary>How the roll-ups follow from the ledger, and from whose the members are.</summary>
internal static class PointRollUps
{
    static readonly Fact Movements = new("{rows} e join loyalty.members m on m.id = e.member_id", "e.at", "m.team_id, m.owner_id, e.source", "true",
        ("earned", Balance("'issued'")), ("redeemed", "-" + Balance("'redeemed'")), ("expired", "-" + Balance("'expired'")), ("reversed", "-" + Balance("'reversed', 'shortfall'")));

    static readonly Fact Rules = new("{rows} e join loyalty.members m on m.id = e.member_id", "e.at", "m.team_id, m.owner_id, e.version, e.rule", "true", ("points", "e.points"), ("times", "1"));

    public static IReadOnlyList<DailyFacts> All { get; } =
    [
        new(typeof(PointDay), [nameof(PointDay.Source)],
            new FactSource("loyalty.entries", ["member_id", "at", "\"from\"", "\"to\"", "points", "source"], Movements),
            new FactSource("loyalty.members", ["team_id", "owner_id"], Movements with { From = "{rows} m join loyalty.entries e on e.member_id = m.id" }) { Whole = false }),
        new(typeof(RuleDay), [nameof(RuleDay.Version), nameof(RuleDay.Rule)],
            new FactSource("loyalty.earnings", ["member_id", "at", "version", "rule", "points"], Rules),
            new FactSource("loyalty.members", ["team_id", "owner_id"], Rules with { From = "{rows} m join loyalty.earnings e on e.member_id = m.id" }) { Whole = false }),
    ];

    public static void Map(ModelBuilder model)
    {
        model.DailyRows<PointDay>("point_days");
        model.DailyRows<RuleDay>("rule_days");
    }

    // Between the members' account and others: what came from there, less what went there.
    static string Balance(string accounts) => $"(case when e.\"to\" = 'member' and e.\"from\" in ({accounts}) then e.points when e.\"from\" = 'member' and e.\"to\" in ({accounts}) then -e.points else 0 end)";
}
