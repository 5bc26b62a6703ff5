using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

internal sealed class CustomerMessages(TicketsDb db, CurrentUser user, InstallationZone zone) : ICustomerMessages
{
    /// <summary>What stands further down in a long mail is mostly quoted.</summary>
    const int Longest = 4000;

    public async Task<IReadOnlyList<CustomerMessage>> Latest(DateOnly from, DateOnly to, TicketType? type, long? teamId, int limit, CancellationToken ct)
    {
        var (start, end) = (zone.StartOf(from), zone.StartOf(to.AddDays(1)));
        var tickets = db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read"));
        if (type is not null) tickets = tickets.Where(t => t.Type == type);
        if (teamId is not null) tickets = tickets.Where(t => t.TeamId == teamId);
        var said = from m in db.Messages.AsNoTracking()
                   join t in tickets on m.TicketId equals t.Id
                   where m.Kind == MessageKind.Customer && m.At >= start && m.At < end && m.Body != Ticket.Erased
                   orderby m.At descending, m.Id descending
                   select new { m.Id, m.TicketId, t.Number, t.CustomerId, m.At, Body = m.Body.Substring(0, Longest) };
        return [.. (await said.Take(limit).ToListAsync(ct)).Select(m => new CustomerMessage(m.Id, m.TicketId, HumanNumber.Format(Ticket.Prefix, m.Number), m.CustomerId, m.At, m.Body))];
    }
}
