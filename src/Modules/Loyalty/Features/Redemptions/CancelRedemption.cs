using Crm.Loyalty.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Redemptions;

/// <summary>Calls a redemption off within the days allowed. Returns the member's id.</summary>
[Needs("loyalty.redeem")]
internal static class CancelRedemption
{
    public sealed record Command(long Id) : IRequest<long>;

    public sealed class Handler(LoyaltyDb db, Redeeming redeeming, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var memberId = await db.Redemptions.Where(r => r.Id == command.Id).Select(r => (long?)r.MemberId).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("redemption", command.Id);
            var member = await db.LockMember(memberId, cancellationToken);
            if (member is null || !user.ScopeOf("loyalty.redeem").Covers(member.OwnerId, member.TeamId)) throw new MissingException("redemption", command.Id);
            await redeeming.Cancel(member, command.Id, user.Id, null, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return member.Id;
        }
    }
}
