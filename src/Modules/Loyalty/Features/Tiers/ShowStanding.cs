using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Tiers;

/// <summary>How far a member is, as staff and the member see it.</summary>
/// <param name="Points">Qualifying points of the last twelve months.</param>
/// <param name="Until">The last day of the tier; null: none, or no end yet.</param>
/// <param name="Grace">The last day of grace, once it runs.</param>
/// <param name="Missing">Points missing for the next tier.</param>
/// <param name="ToKeep">Points missing to keep the tier when it ends: what is left of the sum then counts.</param>
internal sealed record TierProgress(TierShown? Tier, TierShown? Next, long Points, DateOnly? Until, DateOnly? Grace, bool Warned, bool ByHand, long Missing, long ToKeep)
{
    /// <summary>How much of the way to the next tier is done, in percent.</summary>
    public int Percent => Next is null ? 100 : (int)Math.Clamp(100 * Points / Next.Threshold, 0, 100);
}

/// <summary>A tier to be shown.</summary>
internal sealed record TierShown(int Rank, string NameEn, string NameZh, long Threshold, decimal Multiplier, string? BenefitsEn, string? BenefitsZh, TierColor Color, TierIcon Icon)
{
    public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;

    public string? Benefits(string language) => language == "zh-CN" ? BenefitsZh : BenefitsEn;

    public static TierShown? Of(Tier? t) => t is null ? null : new(t.Rank, t.NameEn, t.NameZh, t.Threshold, t.Multiplier, t.BenefitsEn, t.BenefitsZh, t.Color, t.Icon);
}

/// <summary>Reads a member's progress; null where the programme has no tiers. It asks for nobody's rights: the caller has.</summary>
internal sealed class TierProgresses(LoyaltyDb db, Programmes programmes, Standings standings, InstallationZone zone)
{
    public async Task<TierProgress?> Of(long memberId, CancellationToken ct)
    {
        var tiers = await programmes.Tiers(ct);
        if (tiers.Steps.Count == 0) return null;
        var now = db.Clock.GetUtcNow();
        var window = Standings.WindowOf(now);
        var found = await (from m in db.Members
                           join s in db.Standings.AsNoTracking() on m.Id equals s.MemberId into all
                           from s in all.DefaultIfEmpty()
                           where m.Id == memberId
                           select new { m.CustomerId, m.TierRank, Standing = s, Sum = db.QualifyingPoints.Where(q => q.CustomerId == m.CustomerId && q.At > window).Sum(q => q.Points) }).SingleAsync(ct);
        var (known, sum) = (found.Standing, found.Sum);
        var (tier, next) = (tiers.Of(found.TierRank), tiers.Of(found.TierRank + 1));
        if (tier is null || known is not { } standing) return new(null, TierShown.Of(next), sum, null, null, false, known is { ByHand: true } hand && hand.HoldsUntil > now, next is null ? 0 : Math.Max(0, next.Threshold - sum), 0);
        var atEnd = standing.HoldsUntil > now ? await standings.Sum(found.CustomerId, Standings.WindowOf(standing.HoldsUntil), ct) : sum;
        return new(TierShown.Of(tier), TierShown.Of(next), sum, zone.DayOf(standing.HoldsUntil).AddDays(-1), standing.GraceUntil is { } grace ? zone.DayOf(grace).AddDays(-1) : null, standing.WarnedAt is not null, standing.ByHand,
            next is null ? 0 : Math.Max(0, next.Threshold - sum), Math.Max(0, tier.Threshold - atEnd));
    }
}

/// <summary>A member's tier, progress and history.</summary>
[Needs("loyalty.read")]
internal static class ShowStanding
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record View(long Id, TierProgress? Progress, string? Reason, IReadOnlyList<Line> History);

    public sealed record Line(DateTimeOffset At, TierChangeKind Kind, string? FromEn, string? FromZh, string? ToEn, string? ToZh, long Sum, DateTimeOffset Until, string? Reason)
    {
        public string? To(string language) => language == "zh-CN" ? ToZh : ToEn;

        public string? From(string language) => language == "zh-CN" ? FromZh : FromEn;
    }

    public sealed class Handler(LoyaltyDb db, CurrentUser user, TierProgresses progresses) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!await db.Members.Within(user.ScopeOf("loyalty.read")).AnyAsync(m => m.Id == query.Id, cancellationToken)) throw new MissingException("member", query.Id);
            var history = await db.TierChanges.Where(c => c.MemberId == query.Id).OrderByDescending(c => c.Id).Take(20).Select(c => new Line(c.At, c.Kind, c.FromEn, c.FromZh, c.ToEn, c.ToZh, c.Sum, c.Until, c.Reason)).ToListAsync(cancellationToken);
            var reason = await db.Standings.Where(s => s.MemberId == query.Id && s.ByHand).Select(s => s.Reason).SingleOrDefaultAsync(cancellationToken);
            return new View(query.Id, await progresses.Of(query.Id, cancellationToken), reason, history);
        }
    }
}
