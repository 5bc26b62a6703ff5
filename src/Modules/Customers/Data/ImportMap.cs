using System.Text.Json;
using Crm.Customers.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Data;

internal static class ImportMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<Import>(e =>
        {
            e.ToTable("imports", schema);
            e.Ignore(i => i.CanBeMapped);
            e.Property(i => i.Settings).HasColumnType("jsonb").HasConversion(s => JsonSerializer.Serialize(s, EventTypes.Json), s => JsonSerializer.Deserialize<ImportSettings>(s, EventTypes.Json)!);
            e.HasIndex(i => new { i.ById, i.Id });
        });
        model.Entity<ImportRow>(e =>
        {
            e.ToTable("import_rows", schema);
            e.HasKey(r => new { r.ImportId, r.Line });
            e.HasOne<Import>().WithMany().HasForeignKey(r => r.ImportId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
