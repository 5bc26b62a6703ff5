using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Platform.Settings;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Progress;

/// <summary>Tells the customer that their ticket has arrived.</summary>
internal sealed class AcknowledgeTicket(TicketsDb db, CustomerMail mail, ISettings settings) : IHandleMany<TicketOpened>
{
    public async Task HandleMany(IReadOnlyList<TicketOpened> happened, CancellationToken ct)
    {
        if (!(await settings.Progress(ct)).Received) return;
        var ids = happened.Select(h => h.TicketId).ToList();
        await mail.Acknowledge(await db.Tickets.AsNoTracking().Include(t => t.Clocks).Where(t => ids.Contains(t.Id)).OrderBy(t => t.Id).ToListAsync(ct), ct);
    }
}

/// <summary>Tells the customer that somebody has their ticket. Whoever was answered already knows.</summary>
internal sealed class TellAssigned(TicketsDb db, CustomerMail mail, ISettings settings) : IHandleMany<TicketAssigned>
{
    public async Task HandleMany(IReadOnlyList<TicketAssigned> happened, CancellationToken ct)
    {
        var ids = happened.Where(h => h.AssigneeId is not null).Select(h => h.TicketId).Distinct().ToList();
        if (ids.Count == 0 || !(await settings.Progress(ct)).Assigned) return;
        var tickets = await db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id) && t.FirstAnsweredAt == null && t.OwnerId != null).OrderBy(t => t.Id).ToListAsync(ct);
        await mail.Assigned([.. tickets.Where(t => t.IsOpen)], ct);
    }
}

/// <summary>Tells the customer that their ticket waits: for them, or for somebody else. A reply that was sent in the same go has said it.</summary>
internal sealed class TellWaits(TicketsDb db, CustomerMail mail, ISettings settings) : IHandle<TicketWaits>
{
    public async Task Handle(TicketWaits happened, CancellationToken ct)
    {
        if (!(await settings.Progress(ct)).Waiting) return;
        var ticket = await db.Tickets.AsNoTracking().SingleAsync(t => t.Id == happened.TicketId, ct);
        if (ticket.Status != happened.On || await db.Messages.AnyAsync(m => m.TicketId == ticket.Id && m.Kind == MessageKind.Reply && m.At == happened.At, ct)) return;
        await mail.Waits(ticket, happened.On, happened.At, ct);
    }
}
