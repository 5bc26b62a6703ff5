using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.History;

/// <summary>The lines of the audit trail that make up a customer's record, and the record as it was before some of them.</summary>
internal sealed class CustomerTrail(CustomersDb db, SubjectVault vault)
{
    const int Batch = 500;

    /// <summary>Rows a record is made of. What hangs on it otherwise (orders, notes, tickets) has a story of its own.</summary>
    static readonly string[] Parts = [nameof(Customer), nameof(CustomerPoint), nameof(Contact), nameof(PersonPoint)];

    /// <summary>Lines about these records: rows of the record, and the words of the consent ledger.</summary>
    public IQueryable<AuditRow> Lines(IReadOnlyCollection<long> records) =>
        db.Audit.AsNoTracking().Where(a => a.SubjectId != null && records.Contains(a.SubjectId.Value) && (Parts.Contains(a.Entity) || a.Entity == nameof(Consent)));

    /// <summary>The record and those that are part of it now.</summary>
    public async Task<List<long>> Records(long id, CancellationToken ct) => [id, .. await db.Customers.Where(c => c.MergedIntoId == id).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(ct)];

    /// <summary>The rows of these records as they are today.</summary>
    public async Task<Past> Today(IReadOnlyCollection<long> records, CancellationToken ct)
    {
        var past = new Past();
        foreach (var customer in await db.Whole.AsNoTracking().Where(c => records.Contains(c.Id)).ToListAsync(ct))
        {
            past.Add(db, [customer, .. customer.Points, .. customer.Contacts, .. customer.Contacts.SelectMany(c => c.Points)]);
        }
        return past;
    }

    /// <summary>Today's rows, and those that lines point to but which are gone, as they were at the end: to name them.</summary>
    public async Task<Past> Everything(IReadOnlyCollection<long> records, IEnumerable<AuditRow> lines, CancellationToken ct)
    {
        var known = await Today(records, ct);
        if (lines.All(l => l.EntityId is not { } id || !Parts.Contains(l.Entity) || known.Has(l.Entity, id))) return known;
        await foreach (var gone in Opened(Lines(records).Where(a => a.Change == "deleted"), ct)) known.TakeBack(gone);
        return known;
    }

    /// <summary>
    /// The rows of a record, and of all that were ever merged with it, as they were at an instant: contacts have gone
    /// over and come back, and each move stands in the trail of one of the two.
    /// </summary>
    public async Task<(Past Today, Past Then)> At(long id, DateTimeOffset at, CancellationToken ct)
    {
        var all = await Connected(id, ct);
        var (today, then) = (await Today(all, ct), await Today(all, ct));
        // By the order of writing, not by the clock: hosts differ by some milliseconds.
        if (await Lines(all).Where(a => a.At > at).MinAsync(a => (long?)a.Id, ct) is { } first)
            await foreach (var line in Opened(Lines(all).Where(a => a.Id >= first), ct)) then.TakeBack(line);
        return (today, then);
    }

    /// <summary>Newest first, in batches: a long life does not have to fit into memory.</summary>
    async IAsyncEnumerable<OpenAudit> Opened(IQueryable<AuditRow> lines, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var before = long.MaxValue; ;)
        {
            var rows = await lines.Where(a => a.Id < before).OrderByDescending(a => a.Id).Take(Batch).ToListAsync(ct);
            foreach (var line in await vault.Open(rows, ct)) yield return line;
            if (rows.Count < Batch) yield break;
            before = rows[^1].Id;
        }
    }

    /// <summary>Records that were merged with this one at some time, in either direction, and those merged with them.</summary>
    Task<List<long>> Connected(long id, CancellationToken ct) => db.Database.SqlQuery<long>($"""
        with recursive r (id) as (
            select {id}::bigint
            union select case when m.from_id = r.id then m.into_id else m.from_id end from r join customers.merges m on m.from_id = r.id or m.into_id = r.id)
        select id as "Value" from r
        """).ToListAsync(ct);
}
