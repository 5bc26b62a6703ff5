using Crm.Lifecycle.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Data;

/// <summary>The local copies of facts.</summary>
internal static class KnownMap
{
    public static void MapKnown(this ModelBuilder model)
    {
        model.Entity<KnownCustomer>(e =>
        {
            e.ToTable("customers");
            e.HasKey(c => c.CustomerId);
            e.Property(c => c.CustomerId).ValueGeneratedNever();
            e.HasIndex(c => new { c.Stage, c.StageSince, c.CustomerId }).HasFilter("gone_at is null").HasDatabaseName("ix_customers_stage");
            e.HasIndex(c => new { c.OwnerId, c.StageSince, c.CustomerId });
            e.HasIndex(c => new { c.TeamId, c.StageSince, c.CustomerId });
            e.HasIndex(c => new { c.StageSince, c.CustomerId });
            e.HasIndex(c => c.HandUntil).HasFilter("hand_until is not null").HasDatabaseName("ix_customers_by_hand");
        });
        model.Entity<KnownOrder>(e =>
        {
            e.ToTable("orders");
            e.HasKey(o => o.PurchaseId);
            e.Property(o => o.PurchaseId).ValueGeneratedNever();
            e.Property(o => o.Net).HasPrecision(18, 2);
            e.Property(o => o.Goods).HasPrecision(18, 2);
            e.Property(o => o.Currency).HasMaxLength(3);
            e.HasIndex(o => new { o.CustomerId, o.At });
            e.HasIndex(o => o.At);
        });
        model.Entity<KnownTouch>(e =>
        {
            e.ToTable("touches");
            e.HasKey(t => new { t.Kind, t.SourceId });
            e.Property(t => t.SourceId).ValueGeneratedNever();
            e.HasIndex(t => new { t.CustomerId, t.At });
            e.HasIndex(t => new { t.Kind, t.At });
        });
        model.Entity<KnownDeal>(e =>
        {
            e.ToTable("deals");
            e.HasKey(d => d.OpportunityId);
            e.Property(d => d.OpportunityId).ValueGeneratedNever();
            e.HasIndex(d => d.CustomerId);
        });
        model.Entity<KnownUsage>(e =>
        {
            e.ToTable("usages");
            e.HasKey(u => u.UsageId);
            e.Property(u => u.UsageId).ValueGeneratedNever();
            e.HasIndex(u => new { u.CustomerId, u.At });
        });
        model.Entity<FillState>(e => { e.ToTable("fills"); e.HasKey(f => f.Source); });
    }
}
