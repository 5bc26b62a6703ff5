using Crm.Loyalty.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Redemptions;

/// <summary>Spends a member's points on a reward: never more points than there are, never more rewards than there are.</summary>
[Needs("loyalty.redeem")]
internal static class RedeemReward
{
    public sealed record Command : IRequest<Redeemed>
    {
        public long MemberId { get; init; }
        public long RewardId { get; init; }

        /// <summary>Names this redemption: the same key redeems once, whoever sends it again gets the first answer.</summary>
        public string Key { get; init; } = "";
    }

    public sealed record Redeemed(long Id, long MemberId, long RewardId, long Points, DateTimeOffset RedeemedAt);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.MemberId).NotEmpty();
            RuleFor(c => c.RewardId).NotEmpty();
            RuleFor(c => c.Key).NotEmpty().MaximumLength(100);
        }
    }

    public sealed class Handler(LoyaltyDb db, CurrentUser user) : IRequestHandler<Command, Redeemed>
    {
        public async Task<Redeemed> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var member = await db.LockMemberAlone(command.MemberId, cancellationToken);
            if (member is null || !user.ScopeOf("loyalty.redeem").Covers(member.OwnerId, member.TeamId)) throw new MissingException("member", command.MemberId);
            // Asked under the member's lock: of two equal requests the second waits and finds the first one's answer.
            var key = $"{command.MemberId}:{command.Key}";
            var redemption = await db.Redemptions.SingleOrDefaultAsync(r => r.Key == key, cancellationToken);
            if (redemption is null)
            {
                var reward = await db.LockReward(command.RewardId, cancellationToken);
                var already = reward.PerMember is null ? 0 : await db.Redemptions.CountAsync(r => r.MemberId == member.Id && r.RewardId == reward.Id && r.CancelledAt == null, cancellationToken);
                var now = db.Clock.GetUtcNow();
                await db.LoadLotsToSpend(member, reward.Points, now, cancellationToken);
                db.Redemptions.Add(redemption = reward.Redeem(member, already, key, user.Id, now));
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
            else if (redemption.RewardId != command.RewardId) throw new RuleException("loyalty.keyUsed", nameof(command.Key));
            return new Redeemed(redemption.Id, redemption.MemberId, redemption.RewardId, redemption.Points, redemption.RedeemedAt);
        }
    }
}
