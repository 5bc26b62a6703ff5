using System.Text.Json;
using Crm.Customers.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Customers.Data;

internal static class DuplicateMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        // No foreign keys on the two derived tables: they would be checked ten times a customer, and customers are never deleted.
        model.Entity<DuplicateKey>(e =>
        {
            e.ToTable("duplicate_keys", schema);
            e.HasKey(k => new { k.Key, k.CustomerId });
        });
        model.Entity<DuplicateScan>(e =>
        {
            e.ToTable("duplicate_scans", schema);
            e.HasKey(s => s.CustomerId);
            e.Property(s => s.CustomerId).ValueGeneratedNever();
            e.HasIndex(s => s.ChangedAt);
        });
        model.Entity<DuplicateCandidate>(e =>
        {
            e.ToTable("duplicate_candidates", schema, t => t.HasCheckConstraint("ck_duplicate_candidates_order", "low_id < high_id"));
            e.Property(c => c.Reasons).HasColumnType("jsonb").HasConversion(
                r => JsonSerializer.Serialize(r, EventTypes.Json), r => JsonSerializer.Deserialize<List<Reason>>(r, EventTypes.Json)!,
                new ValueComparer<IReadOnlyList<Reason>>((a, b) => a!.SequenceEqual(b!), r => r.Count, r => r.ToList()));
            e.HasIndex(c => new { c.LowId, c.HighId }).IsUnique();
            e.HasIndex(c => c.HighId);
            e.HasIndex(c => new { c.Bits, c.Id }).IsDescending().HasFilter("dismissed_at is null").HasDatabaseName("ix_duplicate_candidates_open");
            e.HasOne<Customer>().WithMany().HasForeignKey(c => c.LowId).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<Customer>().WithMany().HasForeignKey(c => c.HighId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Customer>().HasIndex(c => c.ChangedAt);
    }
}
