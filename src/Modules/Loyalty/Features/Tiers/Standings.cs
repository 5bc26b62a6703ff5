using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Tiers;

/// <summary>Books members' tiers: what qualifies, what is reached, and every change with its line of history. The caller holds the member's lock and saves.</summary>
internal sealed class Standings(LoyaltyDb db, InstallationZone zone)
{
    /// <summary>Qualifying points of a customer since an instant; those dated later than now count as well.</summary>
    public async Task<long> Sum(long customerId, DateTimeOffset since, CancellationToken ct) =>
        await db.QualifyingPoints.Where(q => q.CustomerId == customerId && q.At > since).SumAsync(q => q.Points, ct);

    /// <summary>The first instant that counts at another one.</summary>
    public static DateTimeOffset WindowOf(DateTimeOffset at) => at.AddMonths(-Standing.HoldMonths);

    public DateTimeOffset EndOf(DateTimeOffset awarded) => zone.StartOf(Standing.FirstDayAfter(zone.DayOf(awarded)));

    /// <summary>Lifts a member at once where the sum suffices.</summary>
    public async Task Rise(Member member, long sum, TierLadder tiers, CancellationToken ct)
    {
        if (tiers.Reached(sum) <= member.TierRank) return;
        var now = db.Clock.GetUtcNow();
        var standing = await Of(member, ct);
        if (standing.MayRise(now)) Change(member, standing, TierChangeKind.Reached, tiers, tiers.Reached(sum), sum, EndOf(now), now);
    }

    public async Task<Standing> Of(Member member, CancellationToken ct)
    {
        if ((db.Standings.Local.FirstOrDefault(s => s.MemberId == member.Id) ?? await db.Standings.SingleOrDefaultAsync(s => s.MemberId == member.Id, ct)) is { } known) return known;
        var standing = new Standing(member.Id, db.Clock.GetUtcNow());
        db.Standings.Add(standing);
        return standing;
    }

    public void Change(Member member, Standing standing, TierChangeKind kind, TierLadder tiers, int rank, long sum, DateTimeOffset until, DateTimeOffset at)
    {
        var (from, to) = (tiers.Of(member.TierRank), tiers.Of(rank));
        standing.Settle(to, until, at);
        Book(member, standing, kind, from, to, sum, until, null, null, at);
    }

    /// <summary>Writes a change down and tells of it; staying where one is is written, and told to nobody.</summary>
    public void Book(Member member, Standing standing, TierChangeKind kind, Tier? from, Tier? to, long sum, DateTimeOffset until, string? reason, long? by, DateTimeOffset at)
    {
        db.TierChanges.Add(new TierChange(member.Id, kind, from, to, sum, until, reason, by, at));
        member.Stand(to?.Rank ?? 0);
        if (from?.Id != to?.Id) standing.Tell(member, from, to, at);
    }
}
