using System.Globalization;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Together;

/// <summary>What the other ticket is to this one.</summary>
internal enum LinkAs { Parent, Child, Related }

/// <summary>Says that two tickets belong together.</summary>
[Needs("tickets.write")]
internal static class LinkTickets
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
        /// <summary>Number of the other ticket.</summary>
        public string Other { get; init; } = "";
        public LinkAs? As { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Other).NotEmpty();
            RuleFor(c => c.As).NotNull().IsInEnum();
        }
    }

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var (me, now) = (user.Id ?? throw new ForbiddenException("tickets.write"), clock.GetUtcNow());
            if (!HumanNumber.TryParse(Ticket.Prefix, c.Other, out var number)) throw new RuleException("tickets.rule.no_ticket", nameof(c.Other));
            var other = await db.Tickets.Within(user.ScopeOf("tickets.read")).SingleOrDefaultAsync(t => t.Number == number, ct) ?? throw new RuleException("tickets.rule.no_ticket", nameof(c.Other));
            if (other.Id == c.Id) throw new RuleException("tickets.rule.link_self", nameof(c.Other));
            var ticket = await db.Tickets.Within(user.ScopeOf("tickets.write")).SingleOrDefaultAsync(t => t.Id == c.Id, ct) ?? throw new MissingException("Ticket", c.Id);
            var (from, to) = c.As switch
            {
                LinkAs.Parent => (other.Id, ticket.Id),
                LinkAs.Child => (ticket.Id, other.Id),
                _ => (Math.Min(ticket.Id, other.Id), Math.Max(ticket.Id, other.Id)),
            };

            // Links are made one after the other: else two of them could make a circle, or one pair be linked twice.
            await using var transaction = await db.Begin(ct);
            await db.Turn("links", ct);
            if (await db.Links.AnyAsync(l => (l.FromId == from && l.ToId == to) || (l.FromId == to && l.ToId == from), ct)) throw new RuleException("tickets.rule.linked", nameof(c.Other));
            if (c.As != LinkAs.Related)
            {
                if (await db.Links.AnyAsync(l => l.Kind == LinkKind.Parent && l.ToId == to, ct)) throw new RuleException("tickets.rule.link_parent", nameof(c.As));
                if (await Above(from, ct) is var above && above.Contains(to)) throw new RuleException("tickets.rule.link_circle", nameof(c.As));
            }
            db.Links.Add(new TicketLink(from, to, c.As == LinkAs.Related ? LinkKind.Related : LinkKind.Parent, me, now));
            ticket.Linked(other, off: false, me, now);
            other.Linked(ticket, off: false, me, now);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }

        Task<List<long>> Above(long id, CancellationToken ct) => db.Database.SqlQuery<long>($"""
            with recursive above(id) as (
                select {id}::bigint union select l.from_id from tickets.links l join above a on l.to_id = a.id and l.kind = 'parent')
            select id as "Value" from above
            """).ToListAsync(ct);
    }
}

/// <summary>Takes a link away.</summary>
[Needs("tickets.write")]
internal static class UnlinkTickets
{
    public sealed record Command(long Id, long OtherId) : IRequest;

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var (me, now) = (user.Id ?? throw new ForbiddenException("tickets.write"), clock.GetUtcNow());
            var ticket = await db.Tickets.Within(user.ScopeOf("tickets.write")).SingleOrDefaultAsync(t => t.Id == c.Id, ct) ?? throw new MissingException("Ticket", c.Id);
            var link = await db.Links.SingleOrDefaultAsync(l => (l.FromId == c.Id && l.ToId == c.OtherId) || (l.FromId == c.OtherId && l.ToId == c.Id), ct) ?? throw new MissingException("Link", string.Create(CultureInfo.InvariantCulture, $"{c.Id}-{c.OtherId}"));
            var other = await db.Tickets.SingleAsync(t => t.Id == c.OtherId, ct);
            db.Links.Remove(link);
            ticket.Linked(other, off: true, me, now);
            other.Linked(ticket, off: true, me, now);
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
    }
}
