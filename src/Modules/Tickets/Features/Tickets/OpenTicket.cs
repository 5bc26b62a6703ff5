using System.Text.Json.Serialization;
using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Together;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Opens a ticket for a customer and puts it into the queue of the team that its category names.</summary>
[Needs("tickets.write")]
internal static class OpenTicket
{
    public sealed record Command : IRequest<long>
    {
        public long? CustomerId { get; init; }
        public long? ContactId { get; init; }
        public TicketType? Type { get; init; }
        public TicketChannel? Channel { get; init; }
        public TicketPriority? Priority { get; init; }
        public long? CategoryId { get; init; }
        public string Subject { get; init; } = "";
        public string Description { get; init; } = "";
        /// <summary>A call in which somebody spoke with the customer: the first response is given.</summary>
        public bool LiveCall { get; init; }
        /// <summary>What is known in fields of one's own, by key.</summary>
        [JsonConverter(typeof(CustomInputJson))]
        public Dictionary<string, List<string>>? Custom { get; init; }
        /// <summary>The customer said the same within a day, and that is no mistake.</summary>
        public bool AllowDuplicate { get; init; }
        /// <summary>Stored by the page; never taken from the request, where it could name somebody else's file.</summary>
        [JsonIgnore, BindNever]
        public IReadOnlyList<Guid> Files { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Steps steps)
        {
            RuleFor(c => c.CustomerId).NotNull();
            RuleFor(c => c.Type).NotNull().IsInEnum();
            RuleFor(c => c.Channel).NotNull().IsInEnum();
            RuleFor(c => c.Priority).IsInEnum();
            RuleFor(c => c.Subject).NotEmpty().MaximumLength(Ticket.SubjectLength);
            RuleFor(c => c.Description).NotEmpty().MaximumLength(Ticket.TextLength);
            RuleFor(c => c).CustomAsync(async (c, context, ct) =>
            {
                // Without a type there is nothing to ask for.
                if (c.Type is not { } type || !Enum.IsDefined(type)) return;
                foreach (var wrong in await steps.Wrong(new(type, c.CustomerId ?? 0, c.CategoryId, c.ContactId, CustomValues.None), c.Custom, ct)) context.AddFailure(wrong);
            });
        }
    }

    internal sealed class Handler(TicketsDb db, Steps steps, ICustomerDirectory customers, IStaffDirectory staff, IMemberDirectory members, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var id = c.CustomerId!.Value;
            var facts = await customers.Readable(id, ct) ?? throw new RuleException("tickets.rule.no_customer", nameof(c.CustomerId));
            if (c.ContactId is { } contact && (await customers.ContactsOf([contact], ct)).Values.FirstOrDefault()?.CustomerId != facts.Id)
                throw new RuleException("tickets.rule.no_contact", nameof(c.ContactId));
            var (now, (rules, routing)) = (clock.GetUtcNow(), await db.AllRulesFor(facts, ct));
            if (c.CategoryId is { } category && routing.Category(category) is not { Active: true }) throw new RuleException("tickets.rule.no_category", nameof(c.CategoryId));

            var custom = steps.Read(rules.Flow, c.Custom, CustomValues.None);
            if (!c.AllowDuplicate && await SameMatter.Twin(db, id, c.Subject, c.Description, now, ct) is { } twin)
                throw new DuplicateException("tickets.duplicate", ExistingTicket.Of(twin, user), twin.Number);
            // A tier's benefit raises the priority of a new ticket, and never lowers it.
            var member = await members.OfCustomer(facts.Id, ct);
            var priority = c.Priority ?? TicketPriority.Normal;
            if (member?.TicketPriority > priority) priority = member.TicketPriority.Value;
            var opening = new Ticket.Opening(facts.Id, c.ContactId, facts.Level, c.Type!.Value, c.Channel!.Value, priority, c.CategoryId, c.Subject, c.Description, c.LiveCall, c.Files, member?.Tier, Custom: custom);
            var ticket = Ticket.Open(opening, rules, user.Id, now);
            await steps.Demand(ticket, NeededFrom.Open, rules.Flow, ct);
            var (team, reason) = routing.TeamFor(c.CategoryId, user.TeamIds, facts.TeamId, [.. (await staff.Teams(ct)).Keys]);
            ticket.Route(team, reason, now);
            ticket.Ask(routing.Of(ticket.Type, ticket.CategoryId, facts.Language, facts.Region));
            db.Tickets.Add(ticket);
            await db.SaveChangesAsync(ct);
            return ticket.Id;
        }
    }
}
