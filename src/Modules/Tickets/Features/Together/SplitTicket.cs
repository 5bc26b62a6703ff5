using Crm.Contracts.Loyalty;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Together;

/// <summary>Makes a ticket of its own of some messages of another. They move there; something stays behind.</summary>
[Needs("tickets.write")]
internal static class SplitTicket
{
    /// <summary>The messages one may choose from, oldest first.</summary>
    public sealed record Query(long Id) : IRequest<IReadOnlyList<Line>>;

    public sealed record Line(long Id, MessageKind Kind, string Body, DateTimeOffset At);

    public sealed record Command : IRequest<long>
    {
        public long Id { get; init; }
        public string Subject { get; init; } = "";
        public List<long> MessageIds { get; init; } = [];
        public uint? Version { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Subject).NotEmpty().MaximumLength(Ticket.SubjectLength);
            RuleFor(c => c.MessageIds).NotEmpty().Must(ids => ids is null || ids.Count <= Tickets.ViewTicket.MessageLimit);
        }
    }

    internal sealed class Loader(TicketsDb db, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Line>>
    {
        public async Task<IReadOnlyList<Line>> Handle(Query q, CancellationToken ct) =>
            !await db.Tickets.Within(user.ScopeOf("tickets.write")).AnyAsync(t => t.Id == q.Id, ct) ? throw new MissingException("Ticket", q.Id)
                : [.. (await db.Messages.AsNoTracking().Where(m => m.TicketId == q.Id).OrderByDescending(m => m.Id).Take(Tickets.ViewTicket.MessageLimit).Select(m => new Line(m.Id, m.Kind, m.Body, m.At)).ToListAsync(ct)).OrderBy(m => m.Id)];
    }

    internal sealed class Handler(TicketsDb db, IMemberDirectory members, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command c, CancellationToken ct)
        {
            var (me, now, ids) = (user.Id ?? throw new ForbiddenException("tickets.write"), clock.GetUtcNow(), c.MessageIds.Distinct().ToList());
            var source = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            if (c.Version is { } version)
            {
                db.Expect(source, version);
                // Nothing else of its row changes, and only a row that is written has its version checked.
                db.Entry(source).Property(t => t.LastMessageAt).IsModified = true;
            }
            var said = await db.Messages.AsNoTracking().Where(m => m.TicketId == c.Id && ids.Contains(m.Id)).OrderBy(m => m.Id).ToListAsync(ct);
            if (said.Count != ids.Count) throw new RuleException("tickets.rule.split_gone", nameof(c.MessageIds));
            var left = await db.Messages.AsNoTracking().Where(m => m.TicketId == c.Id && !ids.Contains(m.Id)).ToListAsync(ct);
            if (left.Count == 0) throw new RuleException("tickets.rule.split_all", nameof(c.MessageIds));

            await using var transaction = await db.Begin(ct);
            var rules = await db.Rules(ct);
            var part = Ticket.SplitOff(source, c.Subject, said, await db.LevelOf(source.CustomerId, ct), (await members.OfCustomer(source.CustomerId, ct))?.Tier, rules, me, now);
            db.Tickets.Add(part);
            await db.Ask(part, ct);
            await db.SaveChangesAsync(ct);
            // The number is known only now.
            source.LostTo(part, said, left, rules, me, now);
            db.Links.Add(new TicketLink(source.Id, part.Id, LinkKind.Split, me, now));
            await db.SaveChangesAsync(ct);
            // Whoever split the same words off a moment ago has them.
            if (await db.Messages.Where(m => m.TicketId == c.Id && ids.Contains(m.Id)).ExecuteUpdateAsync(s => s.SetProperty(m => m.TicketId, part.Id), ct) != ids.Count) throw new RuleException("tickets.rule.split_gone", nameof(c.MessageIds));
            await transaction.CommitAsync(ct);
            return part.Id;
        }
    }
}
