using Crm.Customers.Domain;
using Crm.Customers.Domain.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

internal static class FactsMap
{
    /// <summary>
    /// Names for the scores: R by itself, F and M by their mean, rounded up. Recent and much: champions; much, but long ago: not to be lost.
    /// </summary>
    const string Rfm = """
        case
          when recency >= 4 then case when frequency + money >= 7 then 'champions' when frequency + money >= 3 then 'potential_loyal' else 'new_buyers' end
          when recency = 3 then case when frequency + money >= 7 then 'loyal' when frequency + money >= 5 then 'need_attention' else 'about_to_sleep' end
          when recency = 2 then case when frequency + money >= 5 then 'at_risk' else 'hibernating' end
          when recency = 1 then case when frequency + money >= 7 then 'cannot_lose' when frequency + money >= 5 then 'at_risk' else 'lost' end
        end
        """;

    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<FactRow>(e =>
        {
            e.ToTable("facts", schema);
            e.HasKey(f => f.CustomerId);
            e.Property(f => f.CustomerId).ValueGeneratedNever();
            e.HasOne<Customer>().WithOne().HasForeignKey<FactRow>(f => f.CustomerId).OnDelete(DeleteBehavior.Cascade);
            foreach (var money in new[] { nameof(FactRow.Spend30), nameof(FactRow.Spend90), nameof(FactRow.Spend365), nameof(FactRow.SpendEver), nameof(FactRow.AverageOrder30), nameof(FactRow.AverageOrder90), nameof(FactRow.AverageOrder365), nameof(FactRow.AverageOrderEver) })
                e.Property(money).HasPrecision(18, 2);
            e.Property(f => f.Rfm).HasComputedColumnSql(Rfm.ReplaceLineEndings("\n"), stored: true);
            e.HasIndex(f => new { f.OwnerId, f.CustomerId });
            e.HasIndex(f => new { f.TeamId, f.CustomerId });
            e.HasIndex(f => new { f.CustomerId, f.OwnerId, f.TeamId }).HasFilter("not profiled").HasDatabaseName("ix_facts_unprofiled");
            e.HasIndex(f => f.Tags).HasMethod("gin");
            e.HasIndex(f => f.Products).HasMethod("gin");
            // The facts that rules select few customers by. The rest is counted by reading the table, which is narrow for that reason.
            e.HasIndex(f => new { f.Spend365, f.CustomerId });
            e.HasIndex(f => new { f.LastPurchaseAt, f.CustomerId });
            e.HasIndex(f => new { f.LastContactAt, f.CustomerId });
            e.HasIndex(f => new { f.Interactions90, f.CustomerId }).HasFilter("interactions90 > 0");
            e.HasIndex(f => new { f.LastUsedAt, f.CustomerId }).HasFilter("last_used_at is not null");
            e.HasIndex(f => new { f.OpenTickets, f.CustomerId }).HasFilter("open_tickets > 0");
            e.Property(f => f.ValueClass).HasDefaultValueSql("'low'").ValueGeneratedNever(); // nothing but FactsSql writes it
            e.Property(f => f.Profiled).HasDefaultValueSql("true").ValueGeneratedNever();
            e.HasIndex(f => new { f.ValueClass, f.CustomerId }).HasFilter("value_class <> 'low'");
            e.HasIndex(f => new { f.Band, f.CustomerId });
            e.HasIndex(f => new { f.Stage, f.CustomerId });
            e.HasIndex(f => new { f.ContactDueAt, f.CustomerId }).HasFilter("contact_due_at is not null");
            e.HasIndex(f => new { f.Rfm, f.CustomerId });
            e.HasIndex(f => new { f.Cluster, f.CustomerId }).HasFilter("cluster is not null");
        });
        model.Entity<KnownTicket>(e =>
        {
            e.ToTable("known_tickets", schema);
            e.HasKey(t => t.TicketId);
            e.Property(t => t.TicketId).ValueGeneratedNever();
            e.HasIndex(t => t.CustomerId);
        });
        model.Entity<KnownScore>(e =>
        {
            e.ToTable("known_scores", schema);
            e.HasKey(s => s.ResponseId);
            e.Property(s => s.ResponseId).ValueGeneratedNever();
            e.HasIndex(s => new { s.CustomerId, s.At });
        });
        model.Entity<KnownContract>(e =>
        {
            e.ToTable("known_contracts", schema);
            e.HasKey(c => c.OpportunityId);
            e.Property(c => c.OpportunityId).ValueGeneratedNever();
            e.HasIndex(c => c.CustomerId);
        });
        model.Entity<KnownStage>(e =>
        {
            e.ToTable("known_stages", schema);
            e.HasKey(s => s.CustomerId);
            e.Property(s => s.CustomerId).ValueGeneratedNever();
        });
        model.Entity<StaleFact>(e => e.ToTable("stale_facts", schema));
        model.Entity<RfmEdges>(e =>
        {
            e.ToTable("rfm_edges", schema);
            e.Property(r => r.Id).ValueGeneratedNever();
        });
    }
}
