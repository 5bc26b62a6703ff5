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

    public async Task<IReadOnlyDictionary<long, TicketTopic>> TopicsOf(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        ids.Count == 0 ? new Dictionary<long, TicketTopic>() : (await Topics(db.Tickets.Where(t => ids.Contains(t.Id)), ct)).ToDictionary(t => t.Id);

    public async Task<TicketStory?> StoryOf(long id, CancellationToken ct)
    {
        if ((await Topics(db.Tickets.Where(t => t.Id == id), ct)).SingleOrDefault() is not { } topic) return null;
        var about = await db.Tickets.Where(t => t.Id == id).Select(t => new
        {
            t.CustomerId, t.ContactId,
            Question = t.Messages.Where(m => m.Kind == MessageKind.Customer && m.Body != Ticket.Erased).OrderBy(m => m.Id).Select(m => m.Body).FirstOrDefault(),
            // What was said after the resolution is no longer the answer.
            Answer = t.Messages.Where(m => m.Kind == MessageKind.Reply && m.WithdrawnAt == null && m.Body != Ticket.Erased && (t.ResolvedAt == null || m.At <= t.ResolvedAt)).OrderByDescending(m => m.Id).Select(m => m.Body).FirstOrDefault(),
        }).SingleAsync(ct);
        return new TicketStory(topic, about.CustomerId, about.ContactId, about.Question, about.Answer);
    }

    async Task<IReadOnlyList<TicketTopic>> Topics(IQueryable<Ticket> tickets, CancellationToken ct) =>
        [.. (await tickets.Within(user.ScopeOf("tickets.read")).Select(t => new
            {
                t.Id, t.Number, t.Subject, t.Status,
                Category = db.Categories.Where(c => c.Id == t.CategoryId).Select(c => c.Name).FirstOrDefault(),
                CategoryZh = db.Categories.Where(c => c.Id == t.CategoryId).Select(c => c.NameZh).FirstOrDefault(),
                Language = db.Customers.Where(c => c.Id == t.CustomerId).Select(c => c.Language).FirstOrDefault(),
            }).ToListAsync(ct))
            .Select(t => new TicketTopic(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject, t.Category, t.CategoryZh, t.Status, t.Language ?? "en"))];

    async Task<IReadOnlyList<TicketFacts>> Facts(IQueryable<Ticket> tickets, CancellationToken ct) =>
        [.. (await tickets.Select(t => new { t.Id, t.Number, t.Subject, t.CustomerId, t.ContactId, t.Type, t.Status, t.OwnerId, t.TeamId, t.Channel, Category = db.Categories.Where(c => c.Id == t.CategoryId).Select(c => c.Name).FirstOrDefault() }).ToListAsync(ct))
            .Select(t => new TicketFacts(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject, t.CustomerId, t.ContactId, t.Type, t.Status, t.OwnerId, t.TeamId, t.Channel, t.Category))];
}
