using System.Text.Json;
using Crm.Customers.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Customers.Data;

/// <summary>How customers are admitted and cared for.</summary>
internal static class CareMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<Criterion>(e =>
        {
            e.ToTable("criteria", schema);
            e.Property(c => c.English).HasMaxLength(300);
            e.Property(c => c.Chinese).HasMaxLength(300);
        });
        model.Entity<AdmissionDecision>(e =>
        {
            e.ToTable("admission_decisions", schema);
            e.HasOne<Customer>().WithMany().HasForeignKey(d => d.CustomerId).OnDelete(DeleteBehavior.Cascade);
            e.Property(d => d.Ticked).HasColumnType("jsonb").HasConversion(t => JsonSerializer.Serialize(t, EventTypes.Json), s => JsonSerializer.Deserialize<List<TickedItem>>(s, EventTypes.Json)!,
                new ValueComparer<List<TickedItem>>((a, b) => a!.SequenceEqual(b!), t => t.Count, t => t.ToList()));
        });
        model.Entity<Playbook>(e =>
        {
            e.ToTable("playbooks", schema);
            e.HasIndex(p => p.Key).IsUnique();
        });
    }

    /// <summary>The checklist and the playbooks every installation starts with. What is there stays as people made it.</summary>
    public static async Task Seed(CustomersDb db, CancellationToken ct)
    {
        if (!await db.Criteria.AnyAsync(ct)) db.Criteria.AddRange(Criterion.Shipped);
        var known = await db.Playbooks.Select(p => p.Key).ToListAsync(ct);
        db.Playbooks.AddRange(Playbook.Shipped.Where(p => !known.Contains(p.Key)));
        await db.SaveChangesAsync(ct);
    }
}
