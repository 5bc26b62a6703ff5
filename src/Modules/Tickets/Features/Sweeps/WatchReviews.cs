using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Sweeps;

/// <summary>Tells who is to review work when it waits for it, and once more when they should have. That both are told once says the key of the notice: a mark in the row would outdate the form on which somebody decides.</summary>
internal sealed class WatchReviews(TicketsDb db, IStaffDirectory staff, TimeProvider clock) : ISweep, IHandleMany<TicketResolved>
{
    /// <summary>Who was told of nothing for so long, while the installation stood still, finds it in the list.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public string Cron => "15 0/5 * * * ?";

    IQueryable<Ticket> Waiting => db.Tickets.AsNoTracking().Where(t => t.ReviewDueAt != null && t.Status == TicketStatus.Resolved);

    public async Task HandleMany(IReadOnlyList<TicketResolved> happened, CancellationToken ct)
    {
        var ids = happened.Select(h => h.TicketId).Distinct().ToList();
        await Tell(Waiting.Where(t => ids.Contains(t.Id)), "ticket-review", "tickets.notice.review", ct);
    }

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var since = now - Longest;
        await Tell(Waiting.Where(t => t.ReviewDueAt < now && t.ReviewDueAt >= since), "ticket-review-overdue", "tickets.notice.review_overdue", ct);
    }

    async Task Tell(IQueryable<Ticket> tickets, string key, string text, CancellationToken ct)
    {
        var waiting = await tickets.Select(t => new { t.Id, t.Number, t.Subject, t.CustomerId, t.OwnerId, t.TeamId, t.ReviewDueAt }).ToListAsync(ct);
        if (waiting.Count == 0) return;
        foreach (var ticket in waiting)
            foreach (var person in await staff.Deciders("tickets.review", ticket.OwnerId, ticket.TeamId, ticket.OwnerId, ct))
                db.NotifyAbout(ticket.CustomerId, person, string.Create(CultureInfo.InvariantCulture, $"{key}:{ticket.Id}:{ticket.ReviewDueAt!.Value.ToUnixTimeSeconds()}"), "clipboard-check", $"/tickets/{ticket.Id}", text, HumanNumber.Format(Ticket.Prefix, ticket.Number), ticket.Subject);
        await db.SaveChangesAsync(ct);
    }
}
