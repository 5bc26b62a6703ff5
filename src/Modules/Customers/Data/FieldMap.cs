using System.Text.Json;
using Crm.Customers.Domain;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Customers.Data;

/// <summary>
/// Fields defined by an administrator. Their values lie in one jsonb column: "is" and "contains" are answered by one GIN
/// index for all fields; ranges of numbers and days by an index per field, which <see cref="Features.Fields.IndexFields"/> makes.
/// </summary>
internal static class FieldMap
{
    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<FieldDefinition>(e =>
        {
            e.ToTable("field_definitions", schema);
            e.Ignore(f => f.HasOptions);
            e.HasIndex(f => f.Key).IsUnique();
            e.Property(f => f.Options).HasColumnType("jsonb").HasConversion(o => JsonSerializer.Serialize(o, EventTypes.Json), s => JsonSerializer.Deserialize<List<FieldOption>>(s, EventTypes.Json)!,
                new ValueComparer<List<FieldOption>>((a, b) => a!.SequenceEqual(b!), o => o.Count, o => o.ToList()));
        });
        model.Entity<Customer>(e =>
        {
            e.Property(c => c.Custom).HasColumnType("jsonb").HasDefaultValueSql("'{}'").HasConversion(v => v.ToJson(), s => CustomValues.FromJson(s));
            e.HasIndex(c => c.Custom).HasMethod("gin").HasOperators("jsonb_path_ops");
        });
        var text = model.HasDbFunction(() => CustomersDb.TextOf(CustomValues.None, "")).HasName("jsonb_extract_path_text").IsBuiltIn();
        text.HasParameter("custom").HasStoreType("jsonb");
    }
}
