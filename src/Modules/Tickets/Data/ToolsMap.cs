using System.Text.Json;
using Crm.Platform.Events;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Tickets.Data;

/// <summary>What people make for themselves and for each other: saved views, macros, canned replies; and changes of many tickets.</summary>
internal static class ToolsMap
{
    public static void Map(ModelBuilder model)
    {
        Tool<SavedView>(model, "saved_views").Property(v => v.Filter).HasColumnType("jsonb");
        model.Entity<SavedView>().PrimitiveCollection(v => v.Columns).ElementType().HasConversion<string>();
        model.Entity<DefaultView>(e =>
        {
            e.ToTable("default_views");
            e.HasKey(d => d.StaffId);
            e.Property(d => d.StaffId).ValueGeneratedNever();
            e.HasOne<SavedView>().WithMany().HasForeignKey(d => d.ViewId).OnDelete(DeleteBehavior.Cascade);
        });
        AsJson(Tool<Macro>(model, "macros").Property(m => m.Changes));
        Tool<CannedReply>(model, "canned_replies");
        model.Entity<BulkRun>(e =>
        {
            e.ToTable("bulk_runs");
            AsJson(e.Property(r => r.Changes));
            e.HasIndex(r => r.CreatedAt);
        });
        model.Entity<BulkRow>(e =>
        {
            e.ToTable("bulk_rows");
            e.HasKey(r => new { r.RunId, r.TicketId });
            e.HasOne<BulkRun>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Cascade);
            e.Property(r => r.State).IsConcurrencyToken();
            e.HasIndex(r => new { r.RunId, r.State, r.TicketId });
        });
    }

    static EntityTypeBuilder<T> Tool<T>(ModelBuilder model, string table) where T : Shareable
    {
        var e = model.Entity<T>();
        e.ToTable(table);
        e.Property(t => t.Name).HasMaxLength(Shareable.NameLength);
        e.HasIndex(t => t.OwnerId);
        return e;
    }

    // A record equals another by its values, which is what EF compares.
    static void AsJson(PropertyBuilder<TicketChanges> changes) =>
        changes.HasColumnType("jsonb").HasConversion(c => JsonSerializer.Serialize(c, EventTypes.Json), s => JsonSerializer.Deserialize<TicketChanges>(s, EventTypes.Json)!);
}
