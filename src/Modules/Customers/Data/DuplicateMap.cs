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
        model.Entity<CustomerMerge>(e =>
        {
            e.ToTable("merges", schema);
            foreach (var snapshot in new[] { nameof(CustomerMerge.Before), nameof(CustomerMerge.After) })
                e.Property<Snapshot?>(snapshot).HasColumnType("jsonb").HasConversion(s => JsonSerializer.Serialize(s, EventTypes.Json), s => JsonSerializer.Deserialize<Snapshot>(s, EventTypes.Json),
                    new ValueComparer<Snapshot?>((a, b) => ReferenceEquals(a, b), s => 0, s => s)); // replaced, never changed
            e.HasOne<Customer>().WithMany().HasForeignKey(m => m.FromId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Customer>().WithMany().HasForeignKey(m => m.IntoId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(m => m.At).HasFilter("settled_at is null and undone_at is null").HasDatabaseName("ix_merges_open");
            e.HasIndex(m => m.At).HasFilter("before is not null").HasDatabaseName("ix_merges_undoable");
        });
        model.Entity<Customer>().HasIndex(c => c.ChangedAt);
        model.Entity<Customer>().Property(c => c.FormerNumbers).HasDefaultValueSql("'{}'");
    }
}
