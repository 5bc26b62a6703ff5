using System.Text.Json;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Rules;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Customers.Data;

internal static class RulesMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<Segment>(e =>
        {
            e.ToTable("segments", schema);
            e.Property(s => s.Name).HasMaxLength(200);
            AsJson(e.Property(s => s.Rule));
            e.HasIndex(s => new { s.OwnerId, s.Id });
            e.HasIndex(s => new { s.Key, s.Part }).IsUnique().HasFilter("key is not null").AreNullsDistinct(false);
        });
        model.Entity<AutoTag>(e =>
        {
            e.ToTable("auto_tags", schema);
            AsJson(e.Property(t => t.Rule));
            e.HasIndex(t => t.Key).IsUnique();
        });
        model.Entity<ClusterRun>(e =>
        {
            e.ToTable("cluster_runs", schema);
            e.Property(r => r.Result).HasColumnType("jsonb").HasConversion(r => JsonSerializer.Serialize(r, EventTypes.Json), s => JsonSerializer.Deserialize<ClusterResult>(s, EventTypes.Json)!);
        });
        model.Entity<TagHolder>(e =>
        {
            e.ToTable("tag_holders", schema);
            e.HasKey(h => new { h.TagId, h.CustomerId });
            e.HasIndex(h => h.CustomerId);
            e.HasOne<AutoTag>().WithMany().HasForeignKey(h => h.TagId).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<Customer>().WithMany().HasForeignKey(h => h.CustomerId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    static void AsJson(PropertyBuilder<Rule> rule) => rule.HasColumnType("jsonb").HasConversion(r => Write(r), s => JsonSerializer.Deserialize<Rule>(s, EventTypes.Json)!,
        new ValueComparer<Rule>((a, b) => Write(a!) == Write(b!), r => Write(r).GetHashCode(StringComparison.Ordinal), r => r));

    static string Write(Rule rule) => JsonSerializer.Serialize(rule, EventTypes.Json);
}
