using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features.Rewards;

/// <summary>Adds a reward, or changes one.</summary>
[Needs("rewards.manage")]
internal static class SaveReward
{
    public sealed record Command : IRequest<long>
    {
        /// <summary>0 adds a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public string NameEn { get; init; } = "";
        public string NameZh { get; init; } = "";
        public RewardKind Kind { get; init; }
        public long Points { get; init; }
        public int? Stock { get; init; }
        public int? PerMember { get; init; }
        public bool Offered { get; init; } = true;
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.NameEn).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Points).InclusiveBetween(1, 10_000_000);
            RuleFor(c => c.Stock).InclusiveBetween(0, 1_000_000);
            RuleFor(c => c.PerMember).InclusiveBetween(1, 1_000);
        }
    }

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var terms = new RewardTerms(command.NameEn, command.NameZh, command.Kind, command.Points, command.Stock, command.PerMember, command.Offered);
            Reward reward;
            if (command.Id == 0) db.Rewards.Add(reward = new Reward(terms));
            else
            {
                reward = await db.Rewards.SingleOrDefaultAsync(r => r.Id == command.Id, cancellationToken) ?? throw new MissingException("reward", command.Id);
                db.Expect(reward, command.Version);
                reward.Change(terms);
            }
            await db.SaveChangesAsync(cancellationToken);
            return reward.Id;
        }
    }
}

/// <summary>A reward as its form shows it.</summary>
[Needs("rewards.manage")]
internal static class ShowReward
{
    public sealed record Query(long Id) : IRequest<SaveReward.Command>;

    public sealed class Handler(LoyaltyDb db) : IRequestHandler<Query, SaveReward.Command>
    {
        public async Task<SaveReward.Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db.Rewards.Where(r => r.Id == query.Id).Select(r => new SaveReward.Command { Id = r.Id, Version = r.Version, NameEn = r.NameEn, NameZh = r.NameZh, Kind = r.Kind, Points = r.Points, Stock = r.Stock, PerMember = r.PerMember, Offered = r.Offered })
                .SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("reward", query.Id);
    }
}
