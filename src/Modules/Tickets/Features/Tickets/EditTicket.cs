using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Corrects what a ticket is about. Another type, priority or category changes what is promised.</summary>
[Needs("tickets.write")]
internal static class EditTicket
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        public string Subject { get; init; } = "";
        public TicketType? Type { get; init; }
        public TicketPriority? Priority { get; init; }
        public long? CategoryId { get; init; }
        public long? ContactId { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Subject).NotEmpty().MaximumLength(Ticket.SubjectLength);
            RuleFor(c => c.Type).NotNull().IsInEnum();
            RuleFor(c => c.Priority).NotNull().IsInEnum();
        }
    }

    internal sealed class Handler(TicketsDb db, ICustomerDirectory customers, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            db.Expect(ticket, c.Version);
            var (rules, routing) = await db.AllRules(ct);
            if (c.CategoryId is { } category && category != ticket.CategoryId && routing.Category(category) is not { Active: true })
                throw new RuleException("tickets.rule.no_category", nameof(c.CategoryId));
            if (c.ContactId is { } contact && contact != ticket.ContactId && (await customers.ContactsOf([contact], ct)).Values.FirstOrDefault()?.CustomerId != ticket.CustomerId)
                throw new RuleException("tickets.rule.no_contact", nameof(c.ContactId));
            ticket.Describe(c.Subject, c.Type!.Value, c.Priority!.Value, c.CategoryId, c.ContactId, rules, user.Id, clock.GetUtcNow());
            await db.Ask(ticket, ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
