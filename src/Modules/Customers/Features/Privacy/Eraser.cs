using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Platform.Events;
using Crm.Platform.Privacy;
using Crm.Platform.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Privacy;

/// <summary>A part of the module that keeps something of a customer in tables of its own, and forgets it within the erasure's transaction.</summary>
internal interface IForgets
{
    Task Forget(IReadOnlyCollection<long> customerIds, CancellationToken ct);
}

/// <summary>
/// Takes a person out of everything, irreversibly. Rows stay where figures are made of them. Other modules hear
/// CustomerErased; what lies sealed anywhere goes with the key.
/// </summary>
internal sealed class Eraser(CustomersDb db, ISettings settings, IDataProtectionProvider protection, IEnumerable<IForgets> parts, TimeProvider clock) : IReplayErasures
{
    /// <summary>Stands where a person's words stood.</summary>
    public const string Blank = "—";

    /// <summary>Values shared by fewer customers than this point at one of them.</summary>
    const int SmallCell = 5;

    /// <summary>Erases a customer and the records merged into it, in the caller's transaction. The caller saves.</summary>
    public async Task Erase(long customerId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var customers = await db.Whole.Where(c => c.Id == customerId || c.MergedIntoId == customerId).ToListAsync(ct);
        var ids = customers.ConvertAll(c => c.Id);
        var known = customers.SelectMany(c => c.Points.Concat<ContactPoint>(c.Contacts.SelectMany(p => p.Points)).SelectMany(p => new[] { p.Value, p.Normal, p.Kind == PointKind.Phone ? PhoneNumber.Show(p.Normal) : p.Value, p.Parts?.Street }.OfType<string>().Concat(p.Parts?.Lines() ?? []))
            .Concat(c.Contacts.Select(p => p.Name)).Append(c.Name)).Distinct().ToArray();
        await Restrict(customers, now, ct);

        var few = await Few(customers, ct);
        foreach (var customer in customers) customer.Erase(few.Contains, now);
        await db.SaveChangesAsync(ct); // the trail of this very act is sealed under the key that goes next

        await db.Notes.Where(n => ids.Contains(n.CustomerId)).ExecuteUpdateAsync(s => s.SetProperty(n => n.Text, Blank).SetProperty(n => n.Words, ""), ct);
        await db.ForgetFiles((await db.Interactions.Where(i => ids.Contains(i.CustomerId) && i.FileIds.Count > 0).Select(i => i.FileIds).ToListAsync(ct)).SelectMany(f => f).ToList(), ct);
        await db.Interactions.Where(i => ids.Contains(i.CustomerId)).ExecuteUpdateAsync(s => s.SetProperty(i => i.FileIds, new List<Guid>())
            .SetProperty(i => i.ContactId, (long?)null).SetProperty(i => i.Participants, (string?)null).SetProperty(i => i.Summary, (string?)null).SetProperty(i => i.Need, (string?)null)
            .SetProperty(i => i.Feedback, (string?)null).SetProperty(i => i.Complaint, (string?)null).SetProperty(i => i.Promise, (string?)null).SetProperty(i => i.Words, ""), ct);
        await db.ToDos.Where(t => ids.Contains(t.CustomerId)).ExecuteUpdateAsync(s => s
            .SetProperty(t => t.What, Blank).SetProperty(t => t.Result, Blank).SetProperty(t => t.ClosedAt, t => t.ClosedAt ?? now), ct);
        await db.AdmissionDecisions.Where(d => d.Reason != null && ids.Contains(d.CustomerId)).ExecuteUpdateAsync(s => s.SetProperty(d => d.Reason, Blank), ct);
        await db.Refunds.Where(r => r.Reason != null && db.Purchases.Any(p => p.Id == r.PurchaseId && ids.Contains(p.CustomerId))).ExecuteUpdateAsync(s => s.SetProperty(r => r.Reason, (string?)null), ct);
        await db.DuplicateCandidates.Where(d => ids.Contains(d.LowId) || ids.Contains(d.HighId)).ExecuteDeleteAsync(ct);
        await Hash("purchases", await db.Purchases.Where(p => ids.Contains(p.CustomerId) && p.ExternalId != null).Select(p => new Foreign(p.Id, p.ExternalId!)).ToListAsync(ct), ct);
        await Hash("usages", await db.Usages.Where(u => ids.Contains(u.CustomerId) && u.ExternalId != null).Select(u => new Foreign(u.Id, u.ExternalId!)).ToListAsync(ct), ct);
        // Exports lie there for a week with everybody in them: they can be made again. What was searched for goes with them.
        await db.ForgetFiles(await db.Database.SqlQuery<Guid>($"select id as \"Value\" from platform.files where expires_at > {now}").ToListAsync(ct), ct);
        await db.Database.ExecuteSqlAsync($"update platform.jobs set args = args - 'q' where args ? 'q' and state in ('succeeded', 'failed', 'cancelled')", ct);
        // A file whose import was never finished is still there whole.
        await db.ForgetFiles(await db.Imports.Where(i => i.FileId != null && db.ImportRows.Any(r => r.ImportId == i.Id && r.Cells.Any(c => known.Contains(c)))).Select(i => i.FileId!.Value).ToListAsync(ct), ct);
        await db.Database.ExecuteSqlAsync($"""
            update customers.import_rows r set cells = array[]::text[], key = null, reason_arg = null from customers.imports i
            where i.id = r.import_id and (r.cells && {known}
                or (i.kind in ('customers', 'contacts') and r.result_id = any({ids})) or (i.kind = 'purchases' and r.result_id in (select p.id from customers.purchases p where p.customer_id = any({ids})))
                or (i.kind = 'interactions' and r.result_id in (select x.id from customers.interactions x where x.customer_id = any({ids})))
                or (i.kind = 'usages' and r.result_id in (select u.id from customers.usages u where u.customer_id = any({ids}))))
            """, ct);
        foreach (var part in parts) await part.Forget(ids, ct);
        await db.Forget(ids, ct);
    }

    /// <summary>Erases again what an older backup has brought back.</summary>
    public async Task Replay(IReadOnlyCollection<long> subjects, CancellationToken ct)
    {
        foreach (var id in await db.Customers.Where(c => subjects.Contains(c.Id) && c.ErasedAt == null).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(ct))
        {
            await using var transaction = await db.Begin(ct);
            await Erase(id, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Until when a law keeps the orders of a customer, or null.</summary>
    public async Task<DateOnly?> KeptUntil(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var years = await settings.Get(PrivacySettings.KeepOrdersYears, 3, ct);
        var last = await db.Purchases.Where(p => ids.Contains(p.CustomerId)).MaxAsync(p => (DateTimeOffset?)p.PurchasedAt, ct);
        var until = last is { } at ? DateOnly.FromDateTime(at.AddYears(years).UtcDateTime) : (DateOnly?)null;
        return until > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) ? until : null;
    }

    /// <summary>Orders of the last years have to be kept with whom they were made: apart, sealed, until their date.</summary>
    async Task Restrict(List<Customer> customers, DateTimeOffset now, CancellationToken ct)
    {
        var ids = customers.ConvertAll(c => c.Id);
        if (await KeptUntil(ids, ct) is not { } until) return;
        var orders = await db.Purchases.Where(p => ids.Contains(p.CustomerId)).OrderBy(p => p.Id).Select(p => new { p.Id, p.Source, p.ExternalId, p.PurchasedAt }).ToListAsync(ct);
        var content = JsonSerializer.Serialize(new { Names = customers.Select(c => c.Name), Phones = customers.SelectMany(c => c.Points).Where(p => p.Kind == PointKind.Phone).Select(p => p.Normal), orders }, EventTypes.Json);
        db.Restricted.Add(new Restricted(ids[0], protection.CreateProtector(PrivacySettings.RestrictedPurpose).Protect(content), "orders", until, now));
    }

    async Task<HashSet<string>> Few(List<Customer> customers, CancellationToken ct)
    {
        var few = new HashSet<string>();
        foreach (var region in customers.Select(c => c.Region).OfType<string>().Distinct())
            if (await db.Customers.Where(c => c.Region == region).OrderBy(c => c.Id).Take(SmallCell).CountAsync(ct) < SmallCell) few.Add(region);
        foreach (var industry in customers.Select(c => c.Industry).OfType<string>().Distinct())
            if (await db.Customers.Where(c => c.Industry == industry).OrderBy(c => c.Id).Take(SmallCell).CountAsync(ct) < SmallCell) few.Add(industry);
        foreach (var tag in customers.SelectMany(c => c.Tags).Distinct())
            if (await db.Customers.Where(c => c.Tags.Contains(tag)).OrderBy(c => c.Id).Take(SmallCell).CountAsync(ct) < SmallCell) few.Add(tag);
        return few;
    }

    sealed record Foreign(long Id, string ExternalId);

    /// <summary>Ids of other systems lead to the person there: each becomes a hash under a key that nobody keeps.</summary>
    async Task Hash(string table, List<Foreign> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        var key = RandomNumberGenerator.GetBytes(32);
        var hashes = rows.ConvertAll(r => "erased:" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(r.ExternalId)))[..32]).ToArray();
        var ids = rows.ConvertAll(r => r.Id).ToArray();
        // The table's name stands above, none of it is input.
        var sql = $"update customers.{table} t set external_id = n.hash from unnest({{0}}, {{1}}) n(id, hash) where t.id = n.id";
        await db.Database.ExecuteSqlRawAsync(sql, [ids, hashes], ct);
    }
}
