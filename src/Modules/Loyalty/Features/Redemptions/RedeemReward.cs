using Crm.Loyalty.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

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

        /// <summary>What the member wants us to know: where to send it, which size.</summary>
        public string? Wish { get; init; }
    }

    public sealed record Redeemed(long Id, long MemberId, long RewardId, long Points, DateTimeOffset RedeemedAt);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.MemberId).NotEmpty();
            RuleFor(c => c.RewardId).NotEmpty();
            RuleFor(c => c.Key).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Wish).MaximumLength(500);
        }
    }

    public sealed class Handler(LoyaltyDb db, Redeeming redeeming, CurrentUser user) : IRequestHandler<Command, Redeemed>
    {
        public async Task<Redeemed> Handle(Command command, CancellationToken cancellationToken)
        {
            await using var transaction = await db.Begin(cancellationToken);
            var member = await db.LockMemberAlone(command.MemberId, cancellationToken);
            if (member is null || !user.ScopeOf("loyalty.redeem").Covers(member.OwnerId, member.TeamId)) throw new MissingException("member", command.MemberId);
            var redemption = await redeeming.Redeem(member, command.RewardId, command.Key, command.Wish, user.Id, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new Redeemed(redemption.Id, redemption.MemberId, redemption.RewardId, redemption.Points, redemption.RedeemedAt);
        }
    }
}
