using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Merging;

/// <summary>Keys are hashes of phones and names, and an undo holds the record as it was: both identify the person, and go.</summary>
internal sealed class ForgetDuplicatesOfErased(CustomersDb db) : IHandle<CustomerErased>
{
    public async Task Handle(CustomerErased happened, CancellationToken ct)
    {
        var id = happened.CustomerId;
        // The keys are found through the scan: that is the index they have.
        await db.Database.ExecuteSqlAsync($"delete from customers.duplicate_keys k using (select unnest(keys) as key from customers.duplicate_scans where customer_id = {id}) s where k.key = s.key and k.customer_id = {id}", ct);
        await db.Set<DuplicateScan>().Where(s => s.CustomerId == id).ExecuteDeleteAsync(ct);
        await db.DuplicateCandidates.Where(d => d.LowId == id || d.HighId == id).ExecuteDeleteAsync(ct);
        await db.Merges.Where(m => m.FromId == id || m.IntoId == id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Before, (Snapshot?)null).SetProperty(m => m.After, (Snapshot?)null), ct);
    }
}
