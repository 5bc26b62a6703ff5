using Crm.Contracts.Tickets;
using Crm.Platform.Events;
using Crm.Tickets.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Tells the customer that their ticket has arrived.</summary>
internal sealed class AcknowledgeTicket(TicketsDb db, CustomerMail mail) : IHandle<TicketOpened>
{
    public async Task Handle(TicketOpened happened, CancellationToken ct)
    {
        var ticket = await db.Tickets.AsNoTracking().Include(t => t.Clocks).SingleAsync(t => t.Id == happened.TicketId, ct);
        await mail.Acknowledge(ticket, ct);
    }
}
