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
/// are a draft again. Whoever has a row first wins, the sender of mails or this: it left, or it did not, never a part of it.
/// </summary>
[Needs("tickets.write")]
internal static class UndoReply
{
    public sealed record Command(long Id, long MessageId) : IRequest;

    static readonly string[] Held = [EventTypes.NameOf(typeof(TicketResolved)), EventTypes.NameOf(typeof(TicketReadyForSurvey))];

    static readonly string ToldToRules = EventTypes.NameOf(typeof(TicketChanged));

    internal sealed class Handler(TicketsDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var me = user.Id ?? throw new ForbiddenException("tickets.write");
            await using var transaction = await db.Begin(ct);
            // A second click waits here for the first, and finds it done.
            var found = await db.Messages.FromSql($"select * from tickets.messages where id = {c.MessageId} and ticket_id = {c.Id} for update").ToListAsync(ct);
            var ticket = await db.Find(c.Id, user.ScopeOf("tickets.write"), ct);
            if (found is not [var message]) throw new MissingException("Message", c.MessageId);
            if (message.WithdrawnAt is not null && message.WithdrawnById == me) return Unit.Value;
            await db.Entry(message).Collection(m => m.Files).LoadAsync(ct);
            await db.Entry(ticket).Collection(t => t.History).Query().Where(h => h.At == message.At).OrderBy(h => h.Id).LoadAsync(ct);

            var (now, events) = (clock.GetUtcNow(), ticket.HeldBy(message));
            ticket.TakeBack(message, await db.Rules(ct), me, now);
            await Recall(ticket.Id, message, events, ct);
            (await db.DraftOf(ticket.Id, me, MessageKind.Reply, ct)).TakeBack(message, now);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Unit.Value;
        }

        // A row that is being sent is locked: the delete waits for its end, and finds it sent.
        async Task Recall(long ticketId, Message message, int events, CancellationToken ct)
        {
            var (key, leaves) = (CustomerMail.KeyOf(message), message.LeavesAt!.Value);
            var mails = await db.Mail.CountAsync(m => m.Key == key, ct);
            if (await db.Mail.Where(m => m.Key == key && m.SentAt == null && m.Attempts == 0).ExecuteDeleteAsync(ct) != mails) throw new RuleException("tickets.undo.late");
            // Rules that listen are told when the words leave, where there are any.
            events += await db.Outbox.FromSql($"select * from tickets.outbox where done_at is null and due_at = {leaves} and type = {ToldToRules} and (payload ->> 'ticketId')::bigint = {ticketId}").CountAsync(ct);
            if (events == 0) return;
            var recalled = await db.Database.ExecuteSqlAsync($"""
                delete from tickets.outbox where done_at is null and due_at = {leaves} and attempts = 0 and (type = any({Held}) or type = {ToldToRules}) and (payload ->> 'ticketId')::bigint = {ticketId}
                """, ct);
            if (recalled != events) throw new RuleException("tickets.undo.late");
        }
    }
}
