using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

internal sealed class TicketDirectory(TicketsDb db) : ITicketDirectory
{
    public async Task<IReadOnlyDictionary<long, TicketFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return new Dictionary<long, TicketFacts>();
        return await db.Tickets.AsNoTracking().Where(t => ids.Contains(t.Id))
            .Select(t => new { t.Id, t.Number, t.Subject, t.CustomerId, t.ContactId, t.Type, t.Status, t.OwnerId, t.TeamId, t.Channel })
            .ToDictionaryAsync(t => t.Id, t => new TicketFacts(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject, t.CustomerId, t.ContactId, t.Type, t.Status, t.OwnerId, t.TeamId, t.Channel), ct);
    }

    public async Task<IReadOnlyList<TicketFacts>> Page(long afterId, int limit, CancellationToken ct) =>
        [.. (await db.Tickets.AsNoTracking().Where(t => t.Id > afterId).OrderBy(t => t.Id).Take(limit)
            .Select(t => new { t.Id, t.Number, t.Subject, t.CustomerId, t.ContactId, t.Type, t.Status, t.OwnerId, t.TeamId, t.Channel }).ToListAsync(ct))
            .Select(t => new TicketFacts(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject, t.CustomerId, t.ContactId, t.Type, t.Status, t.OwnerId, t.TeamId, t.Channel))];

    public async Task<IReadOnlySet<long>> ServedBy(long staffId, IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        customerIds.Count == 0 ? new HashSet<long>()
            : (await db.Tickets.Where(t => t.OwnerId == staffId && customerIds.Contains(t.CustomerId) && Ticket.OpenStates.Contains(t.Status)).Select(t => t.CustomerId).Distinct().ToListAsync(ct)).ToHashSet();
}
