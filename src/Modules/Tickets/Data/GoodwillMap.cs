using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Data;

internal static class GoodwillMap
{
    public static void Map(ModelBuilder model) => model.Entity<Goodwill>(e =>
    {
        e.ToTable("goodwill", t => t.HasCheckConstraint("ck_goodwill_gift", "(kind = 'points' and points > 0 and amount is null) or (kind = 'coupon' and amount > 0 and currency is not null and points is null)"));
        e.Property(g => g.Amount).HasPrecision(12, 2);
        e.Property(g => g.Currency).HasMaxLength(3);
        e.HasOne<Ticket>().WithMany().HasForeignKey(g => g.TicketId);
        e.HasIndex(g => g.PublicId).IsUnique();
        e.HasIndex(g => g.TicketId);
        e.HasIndex(g => g.CustomerId);
        e.HasIndex(g => g.Id, "ix_goodwill_waiting").HasFilter("state = 'waiting'");
        e.HasIndex(g => new { g.OwnerId, g.Id }).IsDescending(false, true);
        e.HasIndex(g => new { g.GrantedAt, g.Id }).IsDescending().HasFilter("granted_at is not null").HasDatabaseName("ix_goodwill_granted");
    });
}
