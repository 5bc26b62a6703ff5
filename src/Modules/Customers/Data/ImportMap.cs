using System.Text.Json;
using Crm.Customers.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Customers.Data;

internal static class ImportMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<Import>(e =>
        {
            e.ToTable("imports", schema);
            e.Ignore(i => i.CanBeMapped);
            Settings(e.Property(i => i.Settings));
            e.HasIndex(i => new { i.ById, i.Id });
        });
        model.Entity<ImportMapping>(e =>
        {
            e.ToTable("import_mappings", schema);
            Settings(e.Property(m => m.Settings));
            e.HasIndex(m => new { m.Kind, m.Hash }).IsUnique();
        });
        model.Entity<ExportChoice>(e =>
        {
            e.ToTable("export_choices", schema);
            e.HasIndex(c => new { c.StaffId, c.Records }).IsUnique();
        });
        model.Entity<ImportRow>(e =>
        {
            e.ToTable("import_rows", schema);
            e.HasKey(r => new { r.ImportId, r.Line });
            e.HasOne<Import>().WithMany().HasForeignKey(r => r.ImportId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    static void Settings(PropertyBuilder<ImportSettings> property) => property.HasColumnType("jsonb")
        .HasConversion(s => JsonSerializer.Serialize(s, EventTypes.Json), s => JsonSerializer.Deserialize<ImportSettings>(s, EventTypes.Json)!);
}
