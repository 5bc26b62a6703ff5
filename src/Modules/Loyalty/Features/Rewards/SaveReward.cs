using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Files;
using Crm.Platform.Localization;
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
        public string? DescriptionEn { get; init; }
        public string? DescriptionZh { get; init; }
        public RewardKind Kind { get; init; }
        public long Points { get; init; }
        public int? Stock { get; init; }
        public int? PerMember { get; init; }
        public bool Offered { get; init; } = true;
        public DateOnly? From { get; init; }
        public DateOnly? Until { get; init; }
        public int LeastTier { get; init; }
        public int? CancelDays { get; init; }

        /// <summary>A stored file that is a picture by its content.</summary>
        public Guid? PictureId { get; set; }
        public CodeSource Codes { get; init; }
        public decimal? CouponValue { get; init; }
        public string? CouponCurrency { get; init; }
        public int? CouponDays { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.NameEn).NotEmpty().MaximumLength(100);
            RuleFor(c => c.NameZh).NotEmpty().MaximumLength(100);
            RuleFor(c => c.DescriptionEn).MaximumLength(2000);
            RuleFor(c => c.DescriptionZh).MaximumLength(2000);
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Points).InclusiveBetween(1, 10_000_000);
            RuleFor(c => c.Stock).InclusiveBetween(0, 1_000_000);
            RuleFor(c => c.PerMember).InclusiveBetween(1, 1_000);
            RuleFor(c => c.Until).Must((c, until) => until >= c.From).When(c => c.From is not null && c.Until is not null).WithMessage(_ => texts["loyalty.reward.untilBeforeFrom"]);
            RuleFor(c => c.LeastTier).InclusiveBetween(0, 100);
            RuleFor(c => c.CancelDays).InclusiveBetween(0, 365);
            RuleFor(c => c.Codes).IsInEnum();
            When(c => c.Codes == CodeSource.Coupon, () =>
            {
                RuleFor(c => c.CouponValue).NotNull().InclusiveBetween(0.01m, 1_000_000m).PrecisionScale(12, 2, true);
                RuleFor(c => c.CouponCurrency).NotEmpty().Matches("^[A-Za-z]{3}$").WithMessage(_ => texts["loyalty.reward.currency"]);
                RuleFor(c => c.CouponDays).NotNull().InclusiveBetween(1, 3650);
            });
        }
    }

    public sealed class Handler(LoyaltyDb db, IFiles files) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            if (command.PictureId is { } picture && !((await files.Of([picture], cancellationToken)).GetValueOrDefault(picture)?.IsImage ?? false)) throw new RuleException("loyalty.reward.noPicture", "PictureId");
            var terms = new RewardTerms(command.NameEn, command.NameZh, command.Kind, command.Points, command.Stock, command.PerMember, command.Offered)
            {
                DescriptionEn = command.DescriptionEn, DescriptionZh = command.DescriptionZh, From = command.From, Until = command.Until, LeastTier = command.LeastTier, CancelDays = command.CancelDays,
                PictureId = command.PictureId, Codes = command.Codes, CouponValue = command.CouponValue, CouponCurrency = command.CouponCurrency, CouponDays = command.CouponDays,
            };
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
            await db.Rewards.Where(r => r.Id == query.Id).Select(r => new SaveReward.Command
            {
                Id = r.Id, Version = r.Version, NameEn = r.NameEn, NameZh = r.NameZh, DescriptionEn = r.DescriptionEn, DescriptionZh = r.DescriptionZh, Kind = r.Kind, Points = r.Points, Stock = r.Stock, PerMember = r.PerMember,
                Offered = r.Offered, From = r.From, Until = r.Until, LeastTier = r.LeastTier, CancelDays = r.CancelDays, PictureId = r.PictureId, Codes = r.Codes, CouponValue = r.CouponValue, CouponCurrency = r.CouponCurrency, CouponDays = r.CouponDays,
            }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("reward", query.Id);
    }
}
