using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

/// <summary>
/// Movement of points owed to members over a period: opening + earned - redeemed (less what was called off) - expired
/// - taken back = closing. Read from the ledger, so that it always adds up.
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

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var since = db.Clock.GetUtcNow().AddDays(-query.Days);
            var members = db.Members.Within(user.ScopeOf("loyalty.read"));
            var sums = await (from e in db.Entries
                              join m in members on e.MemberId equals m.Id
                              where e.From == Account.Member || e.To == Account.Member
                              group e by new { e.From, e.To, Before = e.At < since } into g
                              select new { g.Key.From, g.Key.To, g.Key.Before, Points = g.Sum(e => e.Points) }).ToListAsync(cancellationToken);
            long Sum(bool before, Account other) => sums.Where(s => s.Before == before).Sum(s => s.From == other ? s.Points : s.To == other ? -s.Points : 0);
            var opening = sums.Where(s => s.Before).Sum(s => s.To == Account.Member ? s.Points : -s.Points);
            var (earned, redeemed, expired) = (Sum(false, Account.Issued), -Sum(false, Account.Redeemed), -Sum(false, Account.Expired));
            var reversed = -(Sum(false, Account.Reversed) + Sum(false, Account.Shortfall));
            return new Result(opening, earned, redeemed, expired, reversed, opening + earned - redeemed - expired - reversed, await members.CountAsync(cancellationToken));
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
