using Crm.Platform.Users;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Sales.Features.Opportunities;

/// <summary>Ends an opportunity: won when the contract is signed, or lost for a reason.</summary>
[Needs("sales.write")]
internal static class CloseOpportunity
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public Outcome Outcome { get; init; } = Outcome.Won;
        public LossReason? LossReason { get; init; }
        public string? Note { get; init; }

        /// <summary>Of a deal that was won: the last day of its contract.</summary>
        public DateOnly? ContractEndsOn { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Outcome).IsInEnum().NotEqual(Outcome.Open);
            RuleFor(c => c.LossReason).NotNull().When(c => c.Outcome == Outcome.Lost);
            RuleFor(c => c.LossReason).IsInEnum();
            RuleFor(c => c.Note).MaximumLength(1000);
        }
    }

    public sealed class Handler(SalesDb db, CurrentUser user) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var opportunity = await db.Mine(user, command.Id, command.Version, cancellationToken);
            var now = db.Clock.GetUtcNow();
            if (command.Outcome == Outcome.Won) opportunity.Win(command.Note?.Trim(), user.Id, now, command.ContractEndsOn);
            else opportunity.Lose(command.LossReason!.Value, command.Note?.Trim(), now);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
