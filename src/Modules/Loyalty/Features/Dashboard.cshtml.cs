using Crm.Loyalty.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

/// <summary>
/// Movement of points owed to members over a period: opening + earned - redeemed (less what was called off) - expired
/// - taken back = closing. Days are the installation's, the last of them today; read from the roll-up of the ledger.
/// </summary>
[Needs("loyalty.read")]
internal static class ShowPointsMovement
{
    public sealed record Query(int Days) : IRequest<Result>;

    public sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Days).InclusiveBetween(1, 3650);
    }

    public sealed record Result(long Opening, long Earned, long Redeemed, long Expired, long Reversed, long Closing, int Members);

    public sealed class Handler(LoyaltyDb db, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var first = zone.DayOf(db.Clock.GetUtcNow()).AddDays(1 - query.Days);
            var scope = user.ScopeOf("loyalty.read");
            var sums = await db.PointDays.AsNoTracking().Within(scope).GroupBy(d => d.Day < first).Select(g => new
            {
                Before = g.Key, Earned = g.Sum(d => d.Earned), Redeemed = g.Sum(d => d.Redeemed), Expired = g.Sum(d => d.Expired), Reversed = g.Sum(d => d.Reversed),
            }).ToListAsync(cancellationToken);
            var opening = sums.Where(s => s.Before).Sum(s => s.Earned - s.Redeemed - s.Expired - s.Reversed);
            var (earned, redeemed, expired, reversed) = sums.Find(s => !s.Before) is { } now ? (now.Earned, now.Redeemed, now.Expired, now.Reversed) : default;
            return new Result(opening, earned, redeemed, expired, reversed, opening + earned - redeemed - expired - reversed, await db.Members.Within(scope).CountAsync(cancellationToken));
        }
    }
}

[Needs("loyalty.read")]
internal sealed class DashboardPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public int Days { get; set; } = 30;

    internal ShowPointsMovement.Result Points { get; private set; } = null!;

    public async Task OnGetAsync() => Points = await Send(new ShowPointsMovement.Query(Days is > 0 and <= 3650 ? Days : 30));
}
