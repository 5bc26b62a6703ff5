using System.Globalization;
using System.Text.Json.Serialization;
using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Together;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

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
        /// <summary>The customer said the same within a day, and that is no mistake.</summary>
        public bool AllowDuplicate { get; init; }
        /// <summary>Stored by the page; never taken from the request, where it could name somebody else's file.</summary>
        [JsonIgnore, BindNever]
        public IReadOnlyList<Guid> Files { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.CustomerId).NotNull();
            RuleFor(c => c.Type).NotNull().IsInEnum();
            RuleFor(c => c.Channel).NotNull().IsInEnum();
            RuleFor(c => c.Priority).IsInEnum();
            RuleFor(c => c.Subject).NotEmpty().MaximumLength(Ticket.SubjectLength);
            RuleFor(c => c.Description).NotEmpty().MaximumLength(Ticket.TextLength);
        }
    }

    internal sealed class Handler(TicketsDb db, ICustomerDirectory customers, IStaffDirectory staff, IMemberDirectory members, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var id = c.CustomerId!.Value;
            if (!user.IsSystem && !await customers.MayRead(id, ct)) throw new RuleException("tickets.rule.no_customer", nameof(c.CustomerId));
            var facts = (await customers.FactsOf([id], ct)).Values.FirstOrDefault() ?? throw new RuleException("tickets.rule.no_customer", nameof(c.CustomerId));
            if (c.ContactId is { } contact && (await customers.ContactsOf([contact], ct)).Values.FirstOrDefault()?.CustomerId != facts.Id)
                throw new RuleException("tickets.rule.no_contact", nameof(c.ContactId));
            var category = c.CategoryId is { } categoryId ? await db.Categories.AsNoTracking().SingleOrDefaultAsync(x => x.Id == categoryId && x.Active, ct) ?? throw new RuleException("tickets.rule.no_category", nameof(c.CategoryId)) : null;

            var now = clock.GetUtcNow();
            if (!c.AllowDuplicate && await SameMatter.Twin(db, id, c.Subject, c.Description, now, ct) is { } twin)
                throw new DuplicateException("tickets.duplicate", ExistingTicket.Of(twin, user), twin.Number);
            await db.Copy(facts, ct);
            var rules = await db.Rules(ct);
            var tier = rules.AskTier ? (await members.OfCustomers([facts.Id], ct)).GetValueOrDefault(facts.Id)?.Tier : null;
            var opening = new Ticket.Opening(facts.Id, c.ContactId, facts.Level, c.Type!.Value, c.Channel!.Value, c.Priority ?? TicketPriority.Normal, c.CategoryId, c.Subject, c.Description, c.LiveCall, c.Files, tier);
            var ticket = Ticket.Open(opening, rules, user.Id, now);
            var (team, reason) = await TeamFor(category, facts, ct);
            ticket.Route(team, reason, now);
            db.Tickets.Add(ticket);
            await db.SaveChangesAsync(ct);
            return ticket.Id;
        }

        // The category decides; what it leaves open goes to the opener's team, else to the customer's owner's, else to the first team there is.
        async Task<(long? Team, Reason Reason)> TeamFor(Category? category, CustomerFacts customer, CancellationToken ct)
        {
            var teams = await staff.Teams(ct);
            for (var node = category; node is not null; node = node.ParentId is { } parent ? await db.Categories.AsNoTracking().SingleOrDefaultAsync(x => x.Id == parent, ct) : null)
                if (node.TeamId is { } decided && teams.ContainsKey(decided)) return (decided, new("tickets.reason.category", node.Id.ToString(CultureInfo.InvariantCulture)));
            if (user.TeamIds.FirstOrDefault(teams.ContainsKey) is > 0 and var own) return (own, new("tickets.reason.opener_team"));
            if (customer.TeamId is { } owners && teams.ContainsKey(owners)) return (owners, new("tickets.reason.customer_team"));
            return teams.Count == 0 ? (null, new("tickets.reason.no_team")) : (teams.Keys.Min(), new("tickets.reason.first_team"));
        }
    }
}
