using Crm.Loyalty.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Members;

/// <summary>A customer's points in short, for the 360 page.</summary>
[Needs("loyalty.read")]
internal static class ShowCustomerPoints
{
    public sealed record Query(long CustomerId) : IRequest<Result?>;

    public sealed record Result(long MemberId, long Spendable, long Pending, long Shortfall, DateTimeOffset JoinedAt, long ExpiringSoon, DateTimeOffset? NextExpiry);

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Query, Result?>
    {
        public Task<Result?> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = db.Clock.GetUtcNow();
            var soon = now.AddDays(60);
            return db.Members.Within(user.ScopeOf("loyalty.read")).Where(m => m.CustomerId == query.CustomerId).Select(m => (Result?)new Result(
                m.Id, m.Lots.Where(l => l.ExpiresAt > now && (l.AvailableAt == null || l.AvailableAt <= now)).Sum(l => l.Remainder), m.Lots.Where(l => l.AvailableAt > now).Sum(l => l.Remainder), m.Shortfall, m.JoinedAt,
                m.Lots.Where(l => l.ExpiresAt > now && l.ExpiresAt <= soon).Sum(l => l.Remainder),
                m.Lots.Where(l => l.Remainder > 0 && l.ExpiresAt > now).Min(l => (DateTimeOffset?)l.ExpiresAt))).SingleOrDefaultAsync(cancellationToken);
        }
    }
}

[Needs("loyalty.read")]
internal sealed class PanelPage : CrmPage
{
    public long CustomerId { get; private set; }

    internal ShowCustomerPoints.Result? Points { get; private set; }

    public async Task OnGetAsync(long id) => (CustomerId, Points) = (id, await Send(new ShowCustomerPoints.Query(id)));
}
