using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Progress;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>
/// Takes back a reply before it has left: its mail and the news that wait with it are deleted, the clocks run on, the words
/// are a draft again. What was said with it in one go, as a macro does, is taken back with it. Whoever has a row first wins, the sender of mails or this: it left, or it did not, never a part of it.
/// </summary>
[Needs("tickets.write")]
internal static class UndoReply
{
    public sealed record Command(long Id, long MessageId) : IRequest;

    static readonly string Ended = EventTypes.NameOf(typeof(TicketResolved));

    static readonly string[] Held = [Ended, EventTypes.NameOf(typeof(TicketReadyForSurvey)), EventTypes.NameOf(typeof(TicketChanged))];

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var me = user.Id ?? throw new ForbiddenException("tickets.write");
            await using var transaction = await db.Begin(ct);
            // A second click waits here for the first, and finds it done.
            var found = await db.Messages.FromSql($"""
                select * from tickets.messages where ticket_id = {c.Id} and (id = {c.MessageId} or (at, by_id, leaves_at) = (select m.at, m.by_id, m.leaves_at from tickets.messages m where m.id = {c.MessageId})) for update
                """).ToListAsync(ct);
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            var message = found.Find(m => m.Id == c.MessageId) ?? throw new MissingException("Message", c.MessageId);
            if (message.WithdrawnAt is not null && message.WithdrawnById == me) return Unit.Value;
            await db.Entry(ticket).Collection(t => t.History).Query().Where(h => h.At == message.At).OrderBy(h => h.Id).LoadAsync(ct);
            await db.Entry(ticket).Collection(t => t.Messages).Query().Where(m => m.Kind != MessageKind.Note).LoadAsync(ct);

            var (now, ended, rules) = (clock.GetUtcNow(), ticket.EndedWith(message), await db.Rules(ct));
            var draft = await db.DraftOf(ticket.Id, me, MessageKind.Reply, ct);
            foreach (var said in found.OrderByDescending(m => m.Id))
            {
                await db.Entry(said).Collection(m => m.Files).LoadAsync(ct);
                ticket.TakeBack(said, rules, me, now);
                draft.TakeBack(said, now);
            }
            await Recall(ticket.Id, found, ended, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }

        // A row that is being sent is locked: the delete waits for its end, and finds it sent.
        async Task Recall(long ticketId, List<Message> messages, bool ended, CancellationToken ct)
        {
            var (keys, leaves) = (messages.ConvertAll(CustomerMail.KeyOf), messages[0].LeavesAt!.Value);
            var mails = await db.Mail.CountAsync(m => keys.Contains(m.Key), ct);
            if (await db.Mail.Where(m => keys.Contains(m.Key) && m.SentAt == null && m.Attempts == 0).ExecuteDeleteAsync(ct) != mails) throw new RuleException("tickets.undo.late");
            // The end of the work is told when the words leave, and so are rules that listen, where there are any.
            var events = await db.Outbox.FromSql($"select * from tickets.outbox where done_at is null and due_at = {leaves} and type = any({Held}) and (payload ->> 'ticketId')::bigint = {ticketId}").Select(o => o.Type).ToListAsync(ct);
            if (ended && !events.Contains(Ended)) throw new RuleException("tickets.undo.late");
            if (events.Count == 0) return;
            var recalled = await db.Database.ExecuteSqlAsync($"""
                delete from tickets.outbox where done_at is null and due_at = {leaves} and attempts = 0 and type = any({Held}) and (payload ->> 'ticketId')::bigint = {ticketId}
                """, ct);
            if (recalled != events.Count) throw new RuleException("tickets.undo.late");
        }
    }
}
