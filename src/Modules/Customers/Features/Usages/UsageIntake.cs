using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Usages;

/// <summary>Keeps uses that a person, a program or a file tells of: many in one statement, and each of a source's once.</summary>
internal sealed class UsageIntake(CustomersDb db, CurrentUser user, TimeProvider clock)
{
    /// <summary>A use as it is stored. Not <paramref name="Fresh"/>: it was there already, with whomever it was told of first.</summary>
    public sealed record Kept(long Id, long CustomerId, bool Fresh);

    /// <summary>Whose use may be written down: for each id asked for the record that stands for it now. Left out: whom the reader may not see, and who has been erased.</summary>
    public async Task<IReadOnlyDictionary<long, long>> Receivers(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
        await db.Customers.Where(c => customerIds.Contains(c.Id))
            .Join(db.Customers.Within(user.ScopeOf("customers.read")).Where(s => s.MergedIntoId == null && s.ErasedAt == null), c => c.MergedIntoId ?? c.Id, s => s.Id, (c, s) => new { c.Id, Stands = s.Id })
            .ToDictionaryAsync(c => c.Id, c => c.Stands, ct);

    /// <summary>Writes them within the open transaction; the answers are in the order of the question.</summary>
    public async Task<IReadOnlyList<Kept>> Keep(IReadOnlyList<(long CustomerId, UsageFacts Facts)> uses, CancellationToken ct)
    {
        if (uses.Count == 0) return [];
        var now = clock.GetUtcNow();
        var rows = uses.Select(u => new Usage(u.CustomerId, u.Facts, user.Id, now)).ToList();
        await db.GiveIds(rows, ct);
        T[] Each<T>(Func<Usage, T> value) => [.. rows.Select(value)];
        var (ids, customers, products, times, quantities) = (Each(r => r.Id), Each(r => r.CustomerId), Each(r => r.Product), Each(r => r.UsedAt), Each(r => r.Quantity));
        var (units, sources, externals) = (Each(r => r.Unit), Each(r => r.Source), Each(r => r.ExternalId));
        // Of two hosts that hear of the same use at once the second waits here, and finds it known.
        var fresh = (await db.Database.SqlQuery<long>($"""
            insert into customers.usages (id, customer_id, product, used_at, quantity, unit, source, external_id, recorded_by_id, recorded_at)
            select u.*, {user.Id}::bigint, {now} from unnest({ids}, {customers}, {products}, {times}, {quantities}, {units}, {sources}, {externals}) u
            on conflict (source, external_id) do nothing returning id as "Value"
            """).ToListAsync(ct)).ToHashSet();
        var known = new Dictionary<(string Source, string? ExternalId), Kept>();
        foreach (var group in rows.Where(r => !fresh.Contains(r.Id)).GroupBy(r => r.Source, r => r.ExternalId))
        {
            var wanted = group.Distinct().ToList();
            foreach (var there in await db.Usages.Where(u => u.Source == group.Key && wanted.Contains(u.ExternalId)).Select(u => new { u.Id, u.CustomerId, u.ExternalId }).ToListAsync(ct))
                known[(group.Key, there.ExternalId)] = new Kept(there.Id, there.CustomerId, Fresh: false);
        }
        return [.. rows.Select(r => fresh.Contains(r.Id) ? new Kept(r.Id, r.CustomerId, Fresh: true) : known[(r.Source, r.ExternalId)])];
    }
}
