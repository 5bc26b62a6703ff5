using Crm.Loyalty.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

/// <summary>Adjustments by hand, and the proofs of the ledger.</summary>
internal static class AdjustmentMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Adjustment>(e =>
        {
            e.ToTable("adjustments", t => t.HasCheckConstraint("ck_adjustments_points", "points <> 0"));
            e.HasIndex(a => a.Key).IsUnique();
            e.HasIndex(a => a.CustomerId);
            e.HasIndex(a => new { a.MemberId, a.Id });
            e.HasIndex(a => a.Id).HasFilter("state = 'waiting'").HasDatabaseName("ix_adjustments_waiting");
            e.HasOne<Member>().WithMany().HasForeignKey(a => a.MemberId);
            e.HasOne<LedgerEntry>().WithMany().HasForeignKey(a => a.ReversesEntryId);
        });
        model.Entity<LedgerCheck>(e =>
        {
            e.ToTable("ledger_checks");
            e.Property(c => c.Differences).HasColumnType("jsonb");
            e.Property(c => c.Accounts).HasColumnType("jsonb");
        });
    }
}
