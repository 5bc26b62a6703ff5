using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Platform.Fields;

/// <summary>
/// How fields of one's own and their values are stored. Values lie in one jsonb column: "is" and "contains" are answered by
/// one GIN index for all fields; ranges of numbers and days by an index per field, which <see cref="FieldIndexes"/> makes.
/// </summary>
public static class FieldMapping
{
    /// <summary>Maps the definitions.</summary>
    public static void HasFields<T>(this EntityTypeBuilder<T> e) where T : CustomField
    {
        e.Ignore(f => f.HasOptions);
        e.HasIndex(f => f.Key).IsUnique();
        e.Property(f => f.Options).HasColumnType("jsonb").HasConversion(o => JsonSerializer.Serialize(o, EventTypes.Json), s => JsonSerializer.Deserialize<List<FieldOption>>(s, EventTypes.Json)!,
            new ValueComparer<List<FieldOption>>((a, b) => a!.SequenceEqual(b!), o => o.Count, o => o.ToList()));
    }

    /// <summary>Maps the values of the records that hold them.</summary>
    public static void HasCustomValues<T>(this ModelBuilder model) where T : Entity, ICustom
    {
        model.Entity<T>(e =>
        {
            e.Property<CustomValues>(nameof(ICustom.Custom)).HasColumnType("jsonb").HasDefaultValueSql("'{}'").HasConversion(v => v.ToJson(), s => CustomValues.FromJson(s));
            e.HasIndex(nameof(ICustom.Custom)).HasMethod("gin").HasOperators("jsonb_path_ops");
        });
        var text = model.HasDbFunction(() => CustomValues.TextOf(CustomValues.None, "")).HasName("jsonb_extract_path_text").IsBuiltIn();
        text.HasParameter("custom").HasStoreType("jsonb");
    }
}
