using Crm.Customers.Data;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Rules;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.AutoTags;

/// <summary>Puts automatic tags on and takes them off, as the facts say.</summary>
internal sealed class AutoTagger(CustomersDb db, InstallationZone zone, TimeProvider clock)
{
    /// <summary>Of some customers, whose facts have just been computed.</summary>
    public async Task Follow(IReadOnlyList<long> customers, CancellationToken ct)
    {
        foreach (var tag in await db.AutoTags.AsNoTracking().ToListAsync(ct)) await Follow(tag, customers, ct);
    }

    /// <summary>Of everybody.</summary>
    public async Task FollowAll(CancellationToken ct)
    {
        foreach (var tag in await db.AutoTags.AsNoTracking().ToListAsync(ct)) await Follow(tag, null, ct);
    }

    /// <summary>One tag, after its rule was changed.</summary>
    public Task FollowAll(AutoTag tag, CancellationToken ct) => Follow(tag, null, ct);

    async Task Follow(AutoTag tag, IReadOnlyList<long>? customers, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var holders = db.TagHolders.Where(h => h.TagId == tag.Id);
        // Who refused profiling wears no tag of ours, whatever the facts say.
        var facts = db.Facts.Where(f => f.Profiled);
        if (customers is not null)
        {
            holders = holders.Where(h => customers.Contains(h.CustomerId));
            facts = facts.Where(f => customers.Contains(f.CustomerId));
        }
        if (tag.Off || !RuleCheck.IsSound(tag.Rule))
        {
            await holders.ExecuteDeleteAsync(ct);
            return;
        }
        var wearers = facts.Matching(tag.Rule, now, zone);
        await holders.Where(h => !wearers.Any(f => f.CustomerId == h.CustomerId)).ExecuteDeleteAsync(ct);
        var coming = await wearers.Where(f => !db.TagHolders.Any(h => h.TagId == tag.Id && h.CustomerId == f.CustomerId)).Select(f => f.CustomerId).ToListAsync(ct);
        foreach (var part in coming.Chunk(10_000))
            await db.Database.ExecuteSqlAsync($"insert into customers.tag_holders (tag_id, customer_id, since) select {tag.Id}, id, {now} from unnest({part}) as t(id) on conflict do nothing", ct);
    }
}
