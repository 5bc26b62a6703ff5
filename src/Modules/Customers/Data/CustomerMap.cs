using System.Text.Json;
using Crm.Customers.Domain;
using Crm.Platform.Events;
using Crm.Platform.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace Crm.Customers.Data;

internal static class CustomerMap
{
    /// <summary>Shadow column of the search words.</summary>
    public const string Search = "Search";

    public static void Apply(ModelBuilder model, string schema)
    {
        model.Entity<Customer>(e =>
        {
            e.ToTable("customers", schema);
            e.Property(c => c.Name).HasMaxLength(200);
            e.Property<NpgsqlTsVector>(Search).HasComputedColumnSql("to_tsvector('simple', words)", stored: true);
            e.HasIndex(Search).OfWords();
            e.HasIndex(c => c.Tags).HasMethod("gin");
            e.HasIndex(c => c.ExternalId).IsUnique();
            e.HasIndex(c => c.FoldedName);
            // For typing errors and the middle of words; Chinese names are found by pairs of characters.
            e.HasIndex(c => c.FoldedName, "ix_customers_folded_name_alike").HasMethod("gin").HasOperators("gin_trgm_ops").HasFilter("folded_name ~ '[a-z]'");
            e.HasIndex(c => new { c.Name, c.Id });
            e.HasIndex(c => c.CreatedAt);
            e.HasIndex(c => new { c.ChangedAt, c.Id });
            // One index per filter of the list, each ending in the key that orders it.
            e.HasIndex(c => new { c.OwnerId, c.Id });
            e.HasIndex(c => new { c.TeamId, c.Id });
            e.HasIndex(c => new { c.Level, c.Id }).HasFilter("level <> 'normal'");
            e.HasIndex(c => new { c.Region, c.Id });
            e.HasIndex(c => new { c.Admission, c.Id }).HasFilter("admission <> 'admitted'");
            e.HasIndex(c => new { c.OwnerId, c.LastReviewedAt });
            e.HasIndex(c => c.Id).HasFilter("cadence_days is not null").HasDatabaseName("ix_customers_own_cadence");
            e.HasIndex(c => c.MergedIntoId).HasFilter("merged_into_id is not null");
            e.HasIndex(c => c.ErasedAt).HasFilter("erased_at is not null");
            e.HasMany(c => c.Points).WithOne().HasForeignKey(p => p.CustomerId).OnDelete(DeleteBehavior.Cascade);
            e.HasMany(c => c.Contacts).WithOne().HasForeignKey(c => c.CustomerId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Contact>(e =>
        {
            e.ToTable("contacts", schema);
            e.HasMany(c => c.Points).WithOne().HasForeignKey(p => p.ContactId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<CustomerPoint>(e =>
        {
            e.ToTable("customer_points", schema);
            Parts(e.Property(p => p.Parts));
            e.HasIndex(p => new { p.Normal, p.Kind });
        });
        model.Entity<PersonPoint>(e =>
        {
            e.ToTable("contact_points", schema);
            Parts(e.Property(p => p.Parts));
        });
    }

    static void Parts(PropertyBuilder<PostalAddress?> parts) => parts.HasColumnType("jsonb")
        .HasConversion(a => JsonSerializer.Serialize(a, EventTypes.Json), s => JsonSerializer.Deserialize<PostalAddress>(s, EventTypes.Json));
}
