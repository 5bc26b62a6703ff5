using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Crm.Loyalty.Features.Redemptions;

/// <summary>Calls a redemption off within the days allowed. Returns the member's id.</summary>
[Needs("loyalty.redeem")]
internal static class CancelRedemption
{
    public sealed record Command(long Id) : IRequest<long>;

    public sealed class Handler(LoyaltyDb db, ICustomerDirectory customers, CurrentUser user, IOptions<LoyaltyTerms> terms) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var memberId = await db.Redemptions.Where(r => r.Id == command.Id).Select(r => (long?)r.MemberId).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("redemption", command.Id);
            var member = await db.LockMember(memberId, cancellationToken);
            if (member is null || !user.ScopeOf("loyalty.redeem").Covers(member.OwnerId, member.TeamId)) throw new MissingException("redemption", command.Id);
            // The member was merged since: what comes back belongs to who survived.
            var survivor = (await customers.FactsOf([member.CustomerId], cancellationToken)).GetValueOrDefault(member.CustomerId)?.Id ?? member.CustomerId;
            var heir = survivor == member.CustomerId ? null : await db.LockMemberOf(survivor, cancellationToken);
            // Read under the lock, so that two cancellations cannot both find it open.
            var redemption = await db.Redemptions.Include(r => r.Entry).SingleAsync(r => r.Id == command.Id, cancellationToken);
            var reward = await db.LockReward(redemption.RewardId, cancellationToken);
            var uses = await db.LotUses.Include(u => u.Lot).Where(u => u.EntryId == redemption.EntryId).ToListAsync(cancellationToken);
            redemption.Cancel(member, reward, uses, terms.Value, user.Id, db.Clock.GetUtcNow());
            if (heir is not null) member.MoveTo(heir, db.Clock.GetUtcNow(), db.Clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return member.Id;
        }
    }
}
