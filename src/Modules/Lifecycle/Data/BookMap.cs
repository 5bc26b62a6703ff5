using Crm.Lifecycle.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Data;

/// <summary>Playbooks and how they are carried out.</summary>
internal static class BookMap
{
    public static void MapBooks(this ModelBuilder model)
    {
        model.Entity<StageBook>(e =>
        {
            e.ToTable("books");
            e.Property(b => b.Key).HasMaxLength(40);
            e.HasIndex(b => b.Key).IsUnique();
            e.HasMany(b => b.Steps).WithOne().HasForeignKey(s => s.BookId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<BookStep>(e =>
        {
            e.ToTable("book_steps");
            e.Property(s => s.English).HasMaxLength(300);
            e.Property(s => s.Chinese).HasMaxLength(300);
        });
        model.Entity<BookRun>(e =>
        {
            e.ToTable("runs");
            e.Property(r => r.Entry).HasMaxLength(80);
            e.HasIndex(r => new { r.CustomerId, r.StartedAt });
            e.HasIndex(r => new { r.BookId, r.Entry, r.CustomerId }).IsUnique();
            e.HasIndex(r => new { r.BookId, r.StartedAt });
            e.HasMany(r => r.Steps).WithOne().HasForeignKey(s => s.RunId).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<StageBook>().WithMany().HasForeignKey(r => r.BookId);
        });
        model.Entity<RunStep>(e =>
        {
            e.ToTable("run_steps");
            e.Ignore(s => s.Open);
            e.HasIndex(s => s.Key).IsUnique();
            e.Property(s => s.English).HasMaxLength(300);
            e.Property(s => s.Chinese).HasMaxLength(300);
        });
    }

    /// <summary>The playbooks every installation starts with. What is there stays as people made it.</summary>
    public static async Task Seed(LifecycleDb db, CancellationToken ct)
    {
        var known = await db.Books.Select(b => b.Key).ToListAsync(ct);
        db.Books.AddRange(StageBook.Shipped.Where(b => !known.Contains(b.Key)));
        await db.SaveChangesAsync(ct);
    }
}
