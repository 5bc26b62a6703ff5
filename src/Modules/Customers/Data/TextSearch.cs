using System.Linq.Expressions;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace Crm.Customers.Data;

/// <summary>A search column over what people wrote: notes, key points of interactions.</summary>
internal static class TextSearch
{
    /// <summary>Shadow column of the search words.</summary>
    public const string Search = "Search";

    /// <summary>Rows looked at when a word is in more of them than one wants to sort.</summary>
    const int Many = 1000;

    public static void Map<T>(EntityTypeBuilder<T> e, Expression<Func<T, string>> words) where T : class
    {
        // Nullable: rows written before there were words are indexed by a sweep. The getter computes, so EF has to ask it.
        e.Property(words).IsRequired(false).UsePropertyAccessMode(PropertyAccessMode.Property);
        e.Property<NpgsqlTsVector>(Search).HasComputedColumnSql("to_tsvector('simple', coalesce(words, ''))", stored: true);
        e.HasIndex(Search).OfWords();
        e.HasIndex("Id").HasFilter("words is null").HasDatabaseName($"ix_{e.Metadata.GetTableName()}_unindexed");
    }

    /// <summary>Interactions whose words match.</summary>
    public static async Task<IQueryable<Interaction>> Finding(this CustomersDb db, DbSet<Interaction> rows, string query, CancellationToken ct) =>
        Found(rows, await db.Database.SqlQuery<long>($"""select id as "Value" from customers.interactions where search @@ to_tsquery('simple', {query}) limit {Many + 1}""").ToArrayAsync(ct), query);

    /// <summary>Notes whose words match.</summary>
    public static async Task<IQueryable<Note>> Finding(this CustomersDb db, DbSet<Note> rows, string query, CancellationToken ct) =>
        Found(rows, await db.Database.SqlQuery<long>($"""select id as "Value" from customers.notes where search @@ to_tsquery('simple', {query}) limit {Many + 1}""").ToArrayAsync(ct), query);

    /// <summary>Collected when they are few, met by walking from the newest when they are many.</summary>
    static IQueryable<T> Found<T>(IQueryable<T> rows, long[] ids, string query) where T : Entity => ids.Length > Many
        ? rows.Where(r => EF.Property<NpgsqlTsVector>(r, Search).ToStripped().Matches(EF.Functions.ToTsQuery("simple", query)))
        : rows.Where(r => ids.Contains(r.Id));
}
