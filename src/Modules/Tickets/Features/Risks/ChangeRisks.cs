using Crm.Platform.Settings;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Tickets.Features.Risks;

/// <summary>Changes how unusual a number of complaints has to be.</summary>
[Needs("tickets.settings")]
internal static class ChangeRisks
{
    public sealed record Query : IRequest<Command>;

    public sealed record Command : IRequest
    {
        public double? Alpha { get; init; }
        public int? Fewest { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Alpha).NotNull().InclusiveBetween(0.000001, 0.1);
            RuleFor(c => c.Fewest).NotNull().InclusiveBetween(2, 1000);
        }
    }

    internal sealed class Handler(ISettings settings) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query q, CancellationToken ct) => await RiskTerms.Of(settings, ct) is var now ? new Command { Alpha = now.Alpha, Fewest = now.Fewest } : new();

        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await settings.Set(RiskTerms.Setting, new RiskTerms(c.Alpha!.Value, c.Fewest!.Value), ct);
            return Unit.Value;
        }
    }
}
