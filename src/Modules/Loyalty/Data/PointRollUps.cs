using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

/// <summary>Movements of points owed to members on a day, by the team and owner of the member. What was redeemed and called off again counts as not redeemed.</summary>
internal sealed class PointDay : DailyRow
{
    public long Earned { get; init; }
    public long Redeemed { get; init; }
    public long Expired { get; init; }
    public long Reversed { get; init; }
}

/// <summary>How the roll-up follows from the ledger, and from whose the members are.</summary>
internal static class PointRollUps
{
    static readonly Fact Movements = new("{rows} e join loyalty.members m on m.id = e.member_id", "e.at", "m.team_id, m.owner_id", "true",
        ("earned", Balance("'issued'")), ("redeemed", "-" + Balance("'redeemed'")), ("expired", "-" + Balance("'expired'")), ("reversed", "-" + Balance("'reversed', 'shortfall'")));

    public static IReadOnlyList<DailyFacts> All { get; } =
    [
        new(typeof(PointDay), [],
            new FactSource("loyalty.entries", ["member_id", "at", "\"from\"", "\"to\"", "points"], Movements),
            new FactSource("loyalty.members", ["team_id", "owner_id"], Movements with { From = "{rows} m join loyalty.entries e on e.member_id = m.id" }) { Whole = false }),
    ];

    public static void Map(ModelBuilder model) => model.DailyRows<PointDay>("point_days");

    // Between the members' account and others: what came from there, less what went there.
    static string Balance(string accounts) => $"(case when e.\"to\" = 'member' and e.\"from\" in ({accounts}) then e.points when e.\"from\" = 'member' and e.\"to\" in ({accounts}) then -e.points else 0 end)";
}
