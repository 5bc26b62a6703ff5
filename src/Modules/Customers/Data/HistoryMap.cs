using Crm.Customers.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

/// <summary>What happened with customers: notes, interactions, to-dos, purchases, use of services.</summary>
internal static class HistoryMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<Note>(e =>
        {
            e.ToTable("notes", schema);
            e.HasOne<Customer>().WithMany().HasForeignKey(n => n.CustomerId);
            e.HasIndex(n => new { n.CustomerId, n.At });
            TextSearch.Map(e, n => n.Words);
        });
        model.Entity<Interaction>(e =>
        {
            e.ToTable("interactions", schema);
            e.HasOne<Customer>().WithMany().HasForeignKey(i => i.CustomerId);
            e.HasMany(i => i.ToDos).WithOne().HasForeignKey(t => t.InteractionId);
            e.HasIndex(i => new { i.CustomerId, i.At });
            TextSearch.Map(e, i => i.Words);
            e.HasIndex(i => i.Origin).IsUnique().HasFilter("origin is not null");
            e.Property(i => i.FileIds).HasDefaultValueSql("'{}'");
            e.HasIndex(i => new { i.ResponsibleId, i.At });
            e.HasIndex(i => new { i.ContactId, i.At, i.Id }).HasFilter("contact_id is not null");
            e.HasIndex(i => new { i.At, i.Id });
        });
        model.Entity<CalendarFeed>(e =>
        {
            e.ToTable("calendar_feeds", schema);
            e.HasIndex(f => f.Hash).IsUnique();
            e.HasIndex(f => f.StaffId).HasFilter("revoked_at is null");
        });
        model.Entity<ToDo>(e =>
        {
            e.ToTable("to_dos", schema);
            e.HasOne<Customer>().WithMany().HasForeignKey(t => t.CustomerId);
            e.Ignore(t => t.IsOpen);
            e.Ignore(t => t.FromPlan);
            // One planned contact at a time, whoever writes it.
            e.HasIndex(t => t.CustomerId).IsUnique().HasFilter("planned_from is not null and closed_at is null").HasDatabaseName("ix_to_dos_planned");
            e.HasIndex(t => t.WantedKey).IsUnique().HasFilter("wanted_key is not null").HasDatabaseName("ix_to_dos_wanted");
            e.HasIndex(t => new { t.CustomerId, t.DueAt });
            e.HasIndex(t => new { t.OwnerId, t.DueAt });
            e.HasIndex(t => new { t.OwnerId, t.DueAt, t.Id }).HasFilter("closed_at is null").HasDatabaseName("ix_to_dos_open");
            e.HasIndex(t => t.DueAt).HasFilter("closed_at is null and overdue_told_at is null").HasDatabaseName("ix_to_dos_to_tell");
        });
        model.Entity<Purchase>(e =>
        {
            e.ToTable("purchases", schema, t => t.HasCheckConstraint("ck_purchases_refunded", "refunded between 0 and goods_amount - discount + shipping"));
            e.HasOne<Customer>().WithMany().HasForeignKey(p => p.CustomerId);
            e.Ignore(p => p.Goods);
            foreach (var money in new[] { nameof(Purchase.GoodsAmount), nameof(Purchase.Discount), nameof(Purchase.Shipping), nameof(Purchase.Tax), nameof(Purchase.Refunded) }) e.Property(money).HasPrecision(18, 2);
            e.HasMany(p => p.Items).WithOne().HasForeignKey(i => i.PurchaseId);
            e.HasMany(p => p.Refunds).WithOne().HasForeignKey(r => r.PurchaseId);
            e.HasIndex(p => new { p.Source, p.ExternalId }).IsUnique();
            e.HasIndex(p => new { p.CustomerId, p.PurchasedAt });
        });
        model.Entity<PurchaseItem>(e =>
        {
            e.ToTable("purchase_items", schema);
            e.Property(i => i.Quantity).HasPrecision(18, 3);
            e.Property(i => i.Amount).HasPrecision(18, 2);
        });
        model.Entity<Usage>(e =>
        {
            e.ToTable("usages", schema);
            e.HasOne<Customer>().WithMany().HasForeignKey(u => u.CustomerId);
            e.Property(u => u.Quantity).HasPrecision(18, 3);
            e.HasIndex(u => new { u.Source, u.ExternalId }).IsUnique();
            e.HasIndex(u => new { u.CustomerId, u.UsedAt, u.Id });
        });
        model.Entity<Refund>(e =>
        {
            e.ToTable("refunds", schema);
            e.Property(r => r.Amount).HasPrecision(18, 2);
        });
    }
}
