using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

internal static class RiskMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<RiskAlert>(e =>
        {
            e.ToTable("risk_alerts");
            e.HasOne<Category>().WithMany().HasForeignKey(r => r.CategoryId);
            e.Ignore(r => r.Of);
            // One open alert a category, one for those without, and one a product.
            e.HasIndex(r => new { r.CategoryId, r.Field, r.Value }).IsUnique().AreNullsDistinct(false).HasFilter("state <> 'closed'").HasDatabaseName("ix_risk_alerts_open");
            e.HasIndex(r => r.ClosedAt);
        });
        // What the hourly count reads: nine weeks of complaints, from the index alone.
        model.Entity<Ticket>().HasIndex(t => new { t.CreatedAt, t.CategoryId }).HasFilter("type = 'complaint'").HasDatabaseName("ix_tickets_complaints");
    }
}
