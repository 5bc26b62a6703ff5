using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>Asks whoever is responsible for a customer one may not see: the owner, else the supervisor of the team, else those who may merge.</summary>
[Needs("customers.write")]
internal static class AskForAccess
{
    public sealed record Command : IRequest<Unit>
    {
        /// <summary>Token of the customer, from the warning.</summary>
        public string Who { get; init; } = "";

        public string Reason { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
    }

    public sealed class Handler(CustomersDb db, AccessLinks links, IStaffDirectory staff, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken ct)
        {
            var id = links.Read(command.Who) ?? throw new MissingException("Customer");
            var customer = await db.Customers.Where(c => c.Id == id).Select(c => new { Id = c.MergedIntoId ?? c.Id, c.Number, c.Name, c.OwnerId, c.TeamId }).FirstOrDefaultAsync(ct) ?? throw new MissingException("Customer", id);
            var supervisor = customer.TeamId is { } team && (await staff.Teams(ct)).TryGetValue(team, out var facts) ? facts.SupervisorId : null;
            IReadOnlyList<long> told = customer.OwnerId is { } owner ? [owner] : supervisor is { } person ? [person] : await staff.HoldersOf("customers.merge", ct);
            // Asked twice on one day it is told once.
            foreach (var someone in told)
                db.NotifyAbout(customer.Id, someone, $"customers.ask:{customer.Id}:{user.Id}:{clock.GetUtcNow():yyyyMMdd}", "lock-question", $"/customers/{customer.Id}", "customers.ask.notice",
                    user.Name, $"{HumanNumber.Format(Customer.Prefix, customer.Number)} {customer.Name}", command.Reason.Trim());
            db.Record("AskForAccess", nameof(Customer), customer.Id);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
