using System.Text.Json.Serialization;
using Crm.Contracts.Tickets;
using Crm.Platform.Fields;
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
        /// <summary>Fields of one's own by key; those left out stay.</summary>
        [JsonConverter(typeof(CustomInputJson))]
        public Dictionary<string, List<string>>? Custom { get; init; }
        public uint Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(TicketsDb db, Steps steps, CurrentUser user)
        {
            RuleFor(c => c.Subject).NotEmpty().MaximumLength(Ticket.SubjectLength);
            RuleFor(c => c.Type).NotNull().IsInEnum();
            RuleFor(c => c.Priority).NotNull().IsInEnum();
            RuleFor(c => c).CustomAsync(async (c, context, ct) =>
            {
                if (c.Type is not { } type || !Enum.IsDefined(type)) return;
                var before = await db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.write")).Where(t => t.Id == c.Id).Select(t => new { t.CustomerId, t.Custom }).SingleOrDefaultAsync(ct);
                if (before is null) return;
                foreach (var wrong in await steps.Wrong(new(type, before.CustomerId, c.CategoryId, c.ContactId, before.Custom), c.Custom, ct)) context.AddFailure(wrong);
            });
        }
    }

    internal sealed class Handler(TicketsDb db, Steps steps, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            db.Expect(ticket, c.Version);
            var (rules, routing) = await db.AllRules(ct);
            if (c.CategoryId is { } category && category != ticket.CategoryId && routing.Category(category) is not { Active: true })
                throw new RuleException("tickets.rule.no_category", nameof(c.CategoryId));
            await steps.CheckContact(c.ContactId, ticket, ct);
            var now = clock.GetUtcNow();
            ticket.Describe(c.Subject, c.Type!.Value, c.Priority!.Value, c.CategoryId, c.ContactId, rules, user.Id, now);
            await steps.Fill(ticket, c.Custom, user.Id, now, ct);
            // What had to be known to open it is not taken away again.
            await steps.Demand(ticket, NeededFrom.Open, rules.Flow, ct);
            await db.Ask(ticket, ct);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
