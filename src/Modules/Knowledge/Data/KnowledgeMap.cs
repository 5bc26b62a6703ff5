using Crm.Knowledge.Domain;
using Crm.Platform.Search;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Crm.Knowledge.Data;

internal static class KnowledgeMap
{
    /// <summary>Name of the generated column that the search index is on. Words of the title weigh more.</summary>
    public const string Search = "Search";

    public static void Map(ModelBuilder model)
    {
        model.Entity<Category>(e =>
        {
            e.ToTable("categories");
            e.HasIndex(c => c.Slug).IsUnique();
            e.HasOne<Category>().WithMany().HasForeignKey(c => c.ParentId).OnDelete(DeleteBehavior.Restrict);
            (string Slug, string Name, string Zh)[] seed =
            [
                ("getting-started", "Getting started", "快速入门"), ("using-the-product", "Using the product", "产品使用"), ("orders-and-delivery", "Orders and delivery", "订单与交付"),
                ("billing", "Invoices and payment", "发票与付款"), ("returns-and-warranty", "Returns and warranty", "退换与保修"),
            ];
            e.HasData(seed.Select((c, i) => new { Id = (long)i + 1, c.Slug, c.Name, NameZh = c.Zh, ParentId = (long?)null, Position = i, Active = true }));
        });
        model.Entity<Article>(e =>
        {
            e.ToTable("articles");
            e.HasOne<Category>().WithMany().HasForeignKey(a => a.CategoryId).OnDelete(DeleteBehavior.Restrict);
            e.HasMany(a => a.Translations).WithOne(t => t.Article).HasForeignKey(t => t.ArticleId);
            e.HasIndex(a => new { a.ChangedAt, a.Id }).IsDescending().HasDatabaseName("ix_articles_changed");
            e.HasIndex(a => new { a.State, a.ChangedAt, a.Id }).IsDescending(false, true, true).HasDatabaseName("ix_articles_state");
            e.HasIndex(a => new { a.CategoryId, a.State, a.Id }).HasDatabaseName("ix_articles_category");
            e.HasIndex(a => a.ExpiresOn).HasFilter("expires_on is not null and state in ('internal', 'public')").HasDatabaseName("ix_articles_expiry");
        });
        model.Entity<Translation>(e =>
        {
            e.ToTable("translations");
            e.Property(t => t.Title).HasMaxLength(Article.TitleLength);
            e.Property(t => t.Slug).HasMaxLength(Article.SlugLength);
            e.HasIndex(t => new { t.ArticleId, t.Language }).IsUnique();
            e.HasIndex(t => new { t.Language, t.Slug }).IsUnique();
            e.Property<NpgsqlTsVector>(Search).HasComputedColumnSql("setweight(to_tsvector('simple', title_words), 'A') || setweight(to_tsvector('simple', body_words), 'D')", stored: true);
            e.HasIndex(Search).OfWords().HasDatabaseName("ix_translations_search");
            e.HasMany(t => t.Versions).WithOne().HasForeignKey(v => v.TranslationId);
            e.HasMany(t => t.OldSlugs).WithOne().HasForeignKey(s => s.TranslationId);
        });
        model.Entity<ArticleVersion>(e =>
        {
            e.ToTable("versions");
            e.HasIndex(v => new { v.TranslationId, v.Number }).IsUnique();
        });
        model.Entity<OldSlug>(e =>
        {
            e.ToTable("old_slugs");
            e.HasKey(s => new { s.Language, s.Slug });
            e.HasIndex(s => s.TranslationId);
        });
        model.Entity<Vote>(e =>
        {
            e.ToTable("votes");
            e.HasOne<Article>().WithMany().HasForeignKey(v => v.ArticleId);
            e.HasIndex(v => new { v.ArticleId, v.Language, v.Number, v.Visitor }).IsUnique().HasDatabaseName("ix_votes_once");
            e.HasIndex(v => v.At);
            e.HasIndex(v => new { v.At, v.Id }).IsDescending().HasFilter("not helpful and done_at is null").HasDatabaseName("ix_votes_open");
            e.HasIndex(v => new { v.At, v.Id }).IsDescending().HasFilter("not helpful").HasDatabaseName("ix_votes_feedback");
        });
        model.Entity<ViewDay>(e =>
        {
            e.ToTable("view_days");
            e.HasKey(v => new { v.ArticleId, v.Day, v.Language });
            e.HasOne<Article>().WithMany().HasForeignKey(v => v.ArticleId);
            e.HasIndex(v => v.Day);
        });
        model.Entity<SearchDay>(e =>
        {
            e.ToTable("search_days");
            e.HasKey(s => new { s.Day, s.Language, s.Words });
        });
        model.Entity<TicketLink>(e =>
        {
            e.ToTable("ticket_links");
            e.HasKey(l => new { l.ArticleId, l.TicketId });
            e.HasOne<Article>().WithMany().HasForeignKey(l => l.ArticleId);
            e.HasIndex(l => l.TicketId);
        });
        model.Entity<Revision>(e =>
        {
            e.ToTable("revision");
            e.HasData(new { Id = Revision.Only, Number = 1L });
        });
    }
}
