using System.Text.Json.Serialization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features.Opportunities;

/// <summary>Changes what is said of an opportunity.</summary>
[Needs("sales.write")]
internal static class EditOpportunity
{
    public sealed record Command : DealInput, IRequest
    {
        public long Id { get; init; }
        public uint Version { get; init; }

        /// <summary>Of a deal that was won: the last day of its contract.</summary>
        public DateOnly? ContractEndsOn { get; init; }

        /// <summary>Whether there is a contract that ends: for the form.</summary>
        [JsonIgnore]
        public bool Won { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => Include(new DealRules());
    }

    public sealed class Handler(SalesDb db, DealOwners owners, CurrentUser user) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var opportunity = await db.Mine(user, command.Id, command.Version, cancellationToken);
            opportunity.Edit(await owners.DealOf(command, cancellationToken));
            opportunity.EndsOn(command.ContractEndsOn);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>An opportunity as its form shows it.</summary>
[Needs("sales.write")]
internal static class LoadOpportunity
{
    public sealed record Query(long Id) : IRequest<EditOpportunity.Command>;

    public sealed class Handler(SalesDb db, CurrentUser user) : IRequestHandler<Query, EditOpportunity.Command>
    {
        public async Task<EditOpportunity.Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db.Opportunities.Within(user.ScopeOf("sales.write")).Where(o => o.Id == query.Id).Select(o => new EditOpportunity.Command
            {
                Id = o.Id, Version = o.Version, Title = o.Title, Amount = o.Amount, Currency = o.Currency, Probability = o.Probability,
                ExpectedClose = o.ExpectedClose, Competitor = o.Competitor, OwnerId = o.OwnerId, ContractEndsOn = o.ContractEndsOn, Won = o.Outcome == Outcome.Won,
            }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("opportunity", query.Id);
    }
}
