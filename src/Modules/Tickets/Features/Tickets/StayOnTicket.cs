using Crm.Platform.Live;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Says that the reader has a ticket open, and whether they type. Whoever else has it open is told of what is new in that; mentions of the reader are read by it, as far as the page shows them.</summary>
[Needs("tickets.read")]
internal static class StayOnTicket
{
    /// <param name="Gone">The page is left.</param>
    /// <param name="Since">The latest message that the page shows.</param>
    public sealed record Command(long Id, bool Typing, bool Gone, long Since = 0) : IRequest;

    internal sealed class Handler(TicketsDb db, ILive live, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            var me = user.Id ?? throw new ForbiddenException("tickets.read");
            if (!await db.Tickets.Within(user.ScopeOf("tickets.read")).AnyAsync(t => t.Id == c.Id, ct)) throw new MissingException("Ticket", c.Id);
            var now = clock.GetUtcNow();
            if (c.Gone ? await Leave(c.Id, me, ct) : await Stay(c.Id, me, c.Typing, c.Since, now, ct)) await live.Publish($"{DeskMap.Topic}:{c.Id}", ct: ct);
            return Unit.Value;
        }

        async Task<bool> Leave(long id, long me, CancellationToken ct) => await db.Presence.Where(p => p.TicketId == id && p.StaffId == me).ExecuteDeleteAsync(ct) > 0;

        // Answers whether it is news.
        async Task<bool> Stay(long id, long me, bool types, long since, DateTimeOffset now, CancellationToken ct)
        {
            var (there, typing, typedAt) = (now - Presence.Stale, now - Presence.TypingFor, types ? now : (DateTimeOffset?)null);
            var known = await db.Database.SqlQuery<bool>($"""
                with was as (select seen_at > {there} and coalesce(typing_at > {typing}, false) = {types} as same from tickets.presence where ticket_id = {id} and staff_id = {me}),
                put as (insert into tickets.presence (ticket_id, staff_id, seen_at, typing_at) values ({id}, {me}, {now}, {typedAt})
                    on conflict (ticket_id, staff_id) do update set seen_at = excluded.seen_at, typing_at = excluded.typing_at),
                gone as (delete from tickets.presence where ticket_id = {id} and staff_id <> {me} and seen_at <= {there}),
                seen as (update tickets.mentions set read_at = {now} where ticket_id = {id} and staff_id = {me} and read_at is null and message_id <= {since})
                select coalesce((select same from was), false) as "Value"
                """).ToListAsync(ct);
            return !known[0];
        }
    }
}

/// <summary>Who else has a ticket open, and whether it has changed since the page was made, and by whom.</summary>
[Needs("tickets.read")]
internal static class ShowOthers
{
    /// <param name="Version">Of the ticket as the page shows it.</param>
    public sealed record Query(long Id, uint Version) : IRequest<Result>;

    /// <param name="ChangedBy">Null: nobody knows, or nothing changed.</param>
    public sealed record Result(IReadOnlyList<ShowDesk.OtherLine> Others, bool Changed, string? ChangedBy);

    internal sealed class Handler(TicketsDb db, Contracts.Staff.IStaffDirectory staff, CurrentUser user, Platform.Localization.Texts texts, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var (me, now) = (user.Id, clock.GetUtcNow());
            var version = await db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read")).Where(t => t.Id == q.Id).Select(t => (uint?)t.Version).SingleOrDefaultAsync(ct) ?? throw new MissingException("Ticket", q.Id);
            var (there, typing) = (now - Presence.Stale, now - Presence.TypingFor);
            var present = await db.Presence.AsNoTracking().Where(p => p.TicketId == q.Id && p.StaffId != me && p.SeenAt > there).OrderBy(p => p.StaffId).ToListAsync(ct);
            var people = await staff.Everyone(ct);
            string Name(long id) => people.GetValueOrDefault(id)?.Name ?? texts["tickets.someone"];

            string? by = null;
            if (version != q.Version)
            {
                // The last who said or did something; who only corrected a word is not written down there.
                var said = await db.Messages.Where(m => m.TicketId == q.Id).OrderByDescending(m => m.Id).Select(m => new { m.At, m.Kind, m.ById }).FirstOrDefaultAsync(ct);
                var did = await db.History.Where(h => h.TicketId == q.Id).OrderByDescending(h => h.Id).Select(h => new { h.At, h.ById }).FirstOrDefaultAsync(ct);
                by = said is not null && (did is null || said.At >= did.At)
                    ? said.Kind == MessageKind.Customer ? texts[MessageKind.Customer] : said.ById is { } writer ? Name(writer) : null
                    : did?.ById is { } person ? Name(person) : texts["tickets.machine"];
            }
            return new Result([.. present.Select(p => new ShowDesk.OtherLine(Name(p.StaffId), p.TypingAt > typing))], version != q.Version, by);
        }
    }
}
