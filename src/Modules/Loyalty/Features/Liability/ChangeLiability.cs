using Crm.Loyalty.Domain;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Loyalty.Features.Liability;

/// <summary>Changes what a point is worth and how many are never redeemed. Reports of earlier months follow: they are figures, not books.</summary>
[Needs("loyalty.programme")]
internal static class ChangeLiability
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        /// <summary>Stand-alone value of a point.</summary>
        public decimal? Value { get; init; }
        public string Currency { get; init; } = "CNY";

        /// <summary>Percent of points that are never redeemed.</summary>
        public decimal? BreakagePercent { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Value).NotNull().InclusiveBetween(0.0001m, 10_000);
            RuleFor(c => c.Currency).NotEmpty().Length(3).Must(c => c is not null && c.All(char.IsAsciiLetter));
            RuleFor(c => c.BreakagePercent).NotNull().InclusiveBetween(0, 100);
        }
    }

    public sealed class Loader(ISettings settings) : IRequestHandler<Query, Command>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = await settings.Get(LiabilityTerms.Setting, LiabilityTerms.Default, cancellationToken);
            return new() { Value = now.Value, Currency = now.Currency, BreakagePercent = now.BreakagePercent };
        }
    }

    public sealed class Handler(ISettings settings) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken cancellationToken)
        {
            await settings.Set(LiabilityTerms.Setting, new LiabilityTerms(c.Value!.Value, c.Currency.ToUpperInvariant(), c.BreakagePercent!.Value), cancellationToken);
            return Unit.Value;
        }
    }
}
