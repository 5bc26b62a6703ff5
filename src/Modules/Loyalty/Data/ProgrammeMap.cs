using System.Text.Json;
using Crm.Loyalty.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Loyalty.Data;

/// <summary>Versions of the programme, what they earned, tiers and standings.</summary>
internal static class ProgrammeMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<ProgrammeVersion>(e =>
        {
            e.ToTable("programme_versions");
            e.HasIndex(v => v.Number).IsUnique();
            e.HasIndex(v => v.LiveFrom).IsUnique().HasFilter("live_from is not null");
            e.Ignore(v => v.IsDraft);
            AsJson(e.Property(v => v.Terms));
        });
        model.Entity<Simulation>(e =>
        {
            e.ToTable("simulations");
            e.HasIndex(s => new { s.VersionNumber, s.Id });
            AsJson(e.Property(s => s.Result));
        });
        model.Entity<RuleEarning>(e =>
        {
            e.ToTable("earnings");
            e.Property(r => r.Multiplier).HasPrecision(9, 4);
            e.HasOne(r => r.Entry).WithMany().HasForeignKey(r => r.EntryId);
            e.HasOne<Member>().WithMany().HasForeignKey(r => r.MemberId);
            e.HasIndex(r => r.EntryId);
            e.HasIndex(r => new { r.MemberId, r.Day });
            e.HasIndex(r => r.PurchaseId).HasFilter("purchase_id is not null");
        });
        model.Entity<Tier>(e =>
        {
            e.ToTable("tiers", t => t.HasCheckConstraint("ck_tiers_multiplier", "multiplier > 0"));
            e.Property(t => t.Multiplier).HasPrecision(5, 2);
            e.HasIndex(t => t.Threshold).IsUnique();
        });
        model.Entity<Standing>(e =>
        {
            e.ToTable("standings");
            e.HasIndex(s => s.MemberId).IsUnique();
            e.HasOne<Member>().WithMany().HasForeignKey(s => s.MemberId);
            e.HasOne<Tier>().WithMany().HasForeignKey(s => s.TierId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(s => s.TierId);
            e.HasIndex(s => s.HoldsUntil).HasFilter("tier_id is not null");
        });
        model.Entity<TierChange>(e =>
        {
            e.ToTable("tier_changes");
            e.HasOne<Member>().WithMany().HasForeignKey(c => c.MemberId);
            e.HasIndex(c => new { c.MemberId, c.Id });
        });
        model.Entity<QualifyingPoints>(e =>
        {
            e.ToTable("qualifying_points");
            e.HasIndex(q => q.Key).IsUnique();
            e.HasIndex(q => new { q.CustomerId, q.At }).IncludeProperties(q => q.Points);
            e.HasIndex(q => q.At);
        });
        model.Entity<Member>().HasIndex(m => new { m.TierRank, m.Balance, m.Id });
    }

    static void AsJson<T>(PropertyBuilder<T> property) where T : class => property.HasColumnType("jsonb").HasConversion(
        value => JsonSerializer.Serialize(value, EventTypes.Json),
        text => JsonSerializer.Deserialize<T>(text, EventTypes.Json)!,
        new ValueComparer<T>((a, b) => ReferenceEquals(a, b), value => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value), value => value));
}
