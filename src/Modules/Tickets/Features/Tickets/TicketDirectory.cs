using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

internal sealed class TicketDirectory(TicketsDb db, CurrentUser user) : ITicketDirectory
{
    public async Task<IReadOnlyDictionary<long, TicketFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        ids.Count == 0 ? new Dictionary<long, TicketFacts>() : (await Facts(db.Tickets.Where(t => ids.Contains(t.Id)), ct)).ToDictionary(t => t.Id);

    public Task<IReadOnlyList<TicketFacts>> Page(long afterId, int limit, CancellationToken ct) => Facts(db.Tickets.Where(t => t.Id > afterId).OrderBy(t => t.Id).Take(limit), ct);

    // By the customer, whose tickets have an index.
    public Task<IReadOnlyList<TicketFacts>> OpenOfContacts(long customerId, IReadOnlyCollection<long> contactIds, CancellationToken ct) =>
        Facts(db.Tickets.Within(user.ScopeOf("tickets.read")).Where(t => t.CustomerId == customerId && t.ContactId != null && contactIds.Contains(t.ContactId.Value) && Ticket.OpenStates.Contains(t.Status)).OrderByDescending(t => t.Id), ct);

    public async Task<IReadOnlySet<long>> ServedBy(long staffId, IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        customerIds.Count == 0 ? new HashSet<long>()
            : (await db.Tickets.Where(t => t.OwnerId == staffId && customerIds.Contains(t.CustomerId) && Ticket.OpenStates.Contains(t.Status)).Select(t => t.CustomerId).Distinct().ToListAsync(ct)).ToHashSet();

    static async Task<IReadOnlyList<TicketFacts>> Facts(IQueryable<Ticket> tickets, CancellationToken ct) =>
        [.. (await tickets.Select(t => new { t.Id, t.Number, t.Subject, t.CustomerId, t.ContactId, t.Type, t.Status, t.OwnerId, t.TeamId, t.Channel }).ToListAsync(ct))
            .Select(t => new TicketFacts(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject, t.CustomerId, t.ContactId, t.Type, t.Status, t.OwnerId, t.TeamId, t.Channel))];
}
