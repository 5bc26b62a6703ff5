using System.Globalization;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Together;

/// <summary>Open tickets of a customer that may be about what is being written down now. Asked while somebody types.</summary>
[Needs("tickets.write")]
internal static class FindSimilar
{
    const int Shown = 5;

    public sealed record Query(long? CustomerId, string? Subject) : IRequest<IReadOnlyList<Match>>;

    public sealed record Match(long Id, string Number, string Subject, TicketStatus Status, DateTimeOffset CreatedAt, bool Alike);

    internal sealed class Handler(TicketsDb db, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Match>>
    {
        public async Task<IReadOnlyList<Match>> Handle(Query q, CancellationToken ct)
        {
            if (q.CustomerId is not { } customer) return [];
            // Their latest, open or not: a customer has few, and the index gives them in this order.
            var latest = await db.Tickets.AsNoTracking().Within(user.ScopeOf("tickets.read")).Where(t => t.CustomerId == customer).OrderByDescending(t => t.Id).Take(50)
                .Select(t => new { t.Id, t.Number, t.Subject, t.Status, t.CreatedAt }).ToListAsync(ct);
            return [.. latest.Where(t => Ticket.OpenStates.Contains(t.Status))
                .Select(t => new Match(t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject, t.Status, t.CreatedAt, SameMatter.Alike(t.Subject, q.Subject)))
                .OrderByDescending(t => t.Alike).ThenByDescending(t => t.Id).Take(Shown)];
        }
    }
}

/// <summary>When two subjects mean the same, and when a ticket is the same as one opened a moment ago.</summary>
internal static class SameMatter
{
    /// <summary>The same words within so long are one request that came twice.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(24);

    /// <summary>At least half of the words of both are the same.</summary>
    public static bool Alike(string a, string? b)
    {
        var (one, two) = (Words(a), Words(b));
        return one.Count > 0 && two.Count > 0 && one.Intersect(two).Count() * 2 >= one.Union(two).Count();
    }

    sealed record Known(long Id, long Number, string Subject, DateTimeOffset CreatedAt, long? OwnerId, long? TeamId);

    // Asked whenever a ticket is opened: put into SQL once. Since when is not asked there: looking for more of this day it would read all that the customer ever wrote.
    static readonly Compiled<Func<TicketsDb, long, IAsyncEnumerable<Known>>> Latest = new(() => EF.CompileAsyncQuery((TicketsDb db, long customer) =>
        db.Tickets.Where(t => t.CustomerId == customer && t.Status != TicketStatus.Merged).OrderByDescending(t => t.Id).Take(20).Select(t => new Known(t.Id, t.Number, t.Subject, t.CreatedAt, t.OwnerId, t.TeamId))));

    /// <summary>The newest ticket of the customer that says the same as this one, opened within a day.</summary>
    public static async Task<(long Id, string Number, string Subject, long? OwnerId, long? TeamId)?> Twin(TicketsDb db, long customerId, string subject, string description, DateTimeOffset now, CancellationToken ct)
    {
        var (since, whole, body) = (now - Within, subject.Trim(), description.Trim());
        var latest = await Latest.For(db)(db, customerId).ToListAsync(ct);
        var named = latest.Where(t => t.CreatedAt > since && string.Equals(t.Subject, whole, StringComparison.OrdinalIgnoreCase)).ToDictionary(t => t.Id);
        if (named.Count == 0) return null;
        var same = await db.Messages.Where(m => named.Keys.Contains(m.TicketId) && m.Kind == MessageKind.Customer && m.Body == body).MaxAsync(m => (long?)m.TicketId, ct);
        return same is { } id && named[id] is var t ? (t.Id, HumanNumber.Format(Ticket.Prefix, t.Number), t.Subject, t.OwnerId, t.TeamId) : null;
    }

    static HashSet<string> Words(string? text) => [.. SearchText.Words(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 1 || !char.IsAscii(w[0]))];
}

/// <summary>The ticket that says the same, as the reader may see it.</summary>
internal sealed record ExistingTicket(long? Id, string? Number, string? Name, string? Url)
{
    public static ExistingTicket Of((long Id, string Number, string Subject, long? OwnerId, long? TeamId) twin, CurrentUser user) =>
        user.ScopeOf("tickets.read").Covers(twin.OwnerId, twin.TeamId) ? new(twin.Id, twin.Number, twin.Subject, string.Create(CultureInfo.InvariantCulture, $"/tickets/{twin.Id}")) : new(null, twin.Number, null, null);
}
