using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

internal static class FollowUpMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<FollowUp>(e =>
        {
            e.ToTable("follow_ups");
            e.HasMany(f => f.Attempts).WithOne().HasForeignKey(a => a.FollowUpId);
            // One per answer, whatever is delivered twice.
            e.HasIndex(f => f.ResponseId).IsUnique();
            e.HasIndex(f => new { f.DueAt, f.Id }).HasFilter("status = 'open'").HasDatabaseName("ix_follow_ups_open");
            e.HasIndex(f => new { f.ClosedAt, f.Id }).IsDescending().HasFilter("closed_at is not null").HasDatabaseName("ix_follow_ups_closed");
            e.HasIndex(f => new { f.OpenedAt, f.Id }).IsDescending();
            e.HasIndex(f => f.CustomerId);
            e.HasIndex(f => f.TicketId);
        });
        model.Entity<FollowUpRule>(e => e.ToTable("follow_up_rules"));
        model.Entity<Attempt>(e => { e.ToTable("attempts"); e.HasIndex(a => a.FollowUpId); });
    }
}
