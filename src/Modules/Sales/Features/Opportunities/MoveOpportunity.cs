using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features.Opportunities;

/// <summary>Moves an opportunity to another stage, with the reason.</summary>
[Needs("sales.write")]
internal static class MoveOpportunity
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public Stage Stage { get; init; }
        public string Reason { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Stage).IsInEnum();
            RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Handler(SalesDb db, CurrentUser user) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var opportunity = await db.Mine(user, command.Id, command.Version, cancellationToken);
            opportunity.MoveTo(command.Stage, command.Reason.Trim(), user.Id, db.Clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }

    /// <summary>The opportunity, if the user may change it and has seen its latest version.</summary>
    public static async Task<Opportunity> Mine(this SalesDb db, CurrentUser user, long id, uint version, CancellationToken ct)
    {
        var opportunity = await db.Opportunities.Within(user.ScopeOf("sales.write")).SingleOrDefaultAsync(o => o.Id == id, ct) ?? throw new MissingException("opportunity", id);
        db.Expect(opportunity, version);
        return opportunity;
    }
}
