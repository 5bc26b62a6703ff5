using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Privacy;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>
/// Whose contact data the reader sees in full: the owner's own customers, those with an open ticket assigned to the
/// reader, those covered by the right "customers.contact", and those revealed a while ago. Everybody else's is masked,
/// on every page, list, search, export and API answer.
/// </summary>
internal sealed class ContactSight(CustomersDb db, ITicketDirectory tickets, CurrentUser user, TimeProvider clock) : ISubjectSight
{
    /// <summary>For the platform's pages. Of somebody erased there is nothing to hide, and the pages say so.</summary>
    public async Task<IReadOnlySet<long>> Seen(IReadOnlyCollection<long> subjects, CancellationToken ct)
    {
        if (subjects.Count == 0) return new HashSet<long>();
        var customers = await db.Customers.Where(c => subjects.Contains(c.Id)).Select(c => new { c.Id, c.OwnerId, c.TeamId, Erased = c.ErasedAt != null }).ToListAsync(ct);
        return customers.Where(c => c.Erased).Select(c => c.Id).Union(await Of(customers.Select(c => (c.Id, c.OwnerId, c.TeamId)), ct)).ToHashSet();
    }

    public async Task<IReadOnlySet<long>> Of(IEnumerable<(long Id, long? OwnerId, long? TeamId)> customers, CancellationToken ct)
    {
        var right = user.ScopeOf("customers.contact");
        var open = new HashSet<long>();
        var others = new List<long>();
        foreach (var (id, owner, team) in customers)
        {
            if (right.Covers(owner, team) || (user.Id is not null && owner == user.Id)) open.Add(id);
            else others.Add(id);
        }
        if (others.Count == 0 || user.Id is not { } me) return open;
        var now = clock.GetUtcNow();
        open.UnionWith(await db.Reveals.Where(r => r.StaffId == me && r.Kind == RevealKind.Contact && r.Until > now && others.Contains(r.CustomerId)).Select(r => r.CustomerId).ToListAsync(ct));
        open.UnionWith(await tickets.ServedBy(me, others, ct));
        return open;
    }

    /// <summary>A phone, e-mail or address as somebody sees it who sees the customer's contact data in full, or does not.</summary>
    public static string Show(ContactPoint point, bool open) => Show(point.Kind, point.Value, point.Normal, point.Parts, open);

    public static string Show(PointKind kind, string value, string normal, PostalAddress? parts, bool open) =>
        !open ? Mask.Point(kind, normal, parts) : kind == PointKind.Phone ? PhoneNumber.Show(normal) : value;

    /// <summary>Keeps in mind that the reader saw it; counted by day, not by click.</summary>
    public Task Log(long customerId, RevealKind kind, CancellationToken ct)
    {
        if (user.Id is not { } me) return Task.CompletedTask;
        var (now, name) = (clock.GetUtcNow(), Crm.Platform.Data.SnakeCase.Of(kind.ToString()));
        return db.Database.ExecuteSqlAsync($"""
            insert into customers.looks (customer_id, staff_id, kind, day, times, last_at) values ({customerId}, {me}, {name}, {DateOnly.FromDateTime(now.UtcDateTime)}, 1, {now})
            on conflict (customer_id, day, staff_id, kind) do update set times = looks.times + 1, last_at = excluded.last_at
            """, ct);
    }
}
