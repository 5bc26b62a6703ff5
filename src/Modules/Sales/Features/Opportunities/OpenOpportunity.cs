using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using FluentValidation;
using MediatR;

namespace Crm.Sales.Features.Opportunities;

/// <summary>A new opportunity with a customer one may read.</summary>
[Needs("sales.write")]
internal static class OpenOpportunity
{
    public sealed record Command : DealInput, IRequest<long>
    {
        public long CustomerId { get; init; }
        public Stage Stage { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            Include(new DealRules());
            RuleFor(c => c.CustomerId).NotEmpty();
            RuleFor(c => c.Stage).IsInEnum().NotEqual(Stage.Payment);
        }
    }

    public sealed class Handler(SalesDb db, ICustomerDirectory customers, DealOwners owners, CurrentUser user) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var customer = await customers.Readable(command.CustomerId, cancellationToken) ?? throw new RuleException("sales.noCustomer", nameof(command.CustomerId));
            var opportunity = new Opportunity(customer.Id, await owners.DealOf(command, cancellationToken), command.Stage, user.Id, db.Clock.GetUtcNow());
            db.Opportunities.Add(opportunity);
            await db.SaveChangesAsync(cancellationToken);
            return opportunity.Id;
        }
    }
}
