using Crm.Knowledge.Data;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>A public article by its address, and what is like it.</summary>
[OpenToAll("the help centre is public; it shows public articles only")]
internal static class ReadArticle
{
    const int Related = 5;

    public sealed record Query(string Language, string Slug) : IRequest<Result>;

    /// <param name="Article">Null when there is none under this address.</param>
    /// <param name="MovedTo">The address it has now.</param>
    public sealed record Result(Text? Article, string? MovedTo, IReadOnlyList<ArticleLine> Related);

    /// <param name="CategorySlug">Null when its category is switched off, and has no page.</param>
    /// <param name="OtherSlug">Its address in the other language.</param>
    public sealed record Text(string Title, string Body, DateTimeOffset ChangedAt, string? CategorySlug, string Category, string? OtherSlug);

    internal sealed class Handler(KnowledgeDb db, HelpCenterState state) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var (today, chinese) = (state.Today, q.Language == "zh-CN");
            var found = await db.Translations.Where(t => t.Language == q.Language && t.Slug == q.Slug).ShownOn(today).Select(t => new
            {
                t.ArticleId, t.Article.CategoryId, t.Title, t.Body, t.ChangedAt,
                CategorySlug = db.Categories.Where(c => c.Id == t.Article.CategoryId && c.Active).Select(c => c.Slug).FirstOrDefault(),
                Category = db.Categories.Where(c => c.Id == t.Article.CategoryId).Select(c => chinese ? c.NameZh : c.Name).First(),
                Other = db.Translations.Where(o => o.ArticleId == t.ArticleId && o.Language != q.Language).Select(o => o.Slug).FirstOrDefault(),
            }).SingleOrDefaultAsync(ct);
            if (found is null)
            {
                var moved = await db.Translations.ShownOn(today).Where(t => t.OldSlugs.Any(s => s.Language == q.Language && s.Slug == q.Slug)).Select(t => t.Slug).SingleOrDefaultAsync(ct);
                return new(null, moved, []);
            }
            return new(new(found.Title, found.Body, found.ChangedAt, found.CategorySlug, found.Category, found.Other), null, await Like(q.Language, found.ArticleId, found.CategoryId, found.Title, today, ct));
        }

        /// <summary>Those that share telling words of its title, those of its own category first where they fit as well.</summary>
        async Task<IReadOnlyList<ArticleLine>> Like(string language, long id, long category, string title, DateOnly today, CancellationToken ct)
        {
            if (ArticleQueries.AnyWord(title) is not { } words) return [];
            var found = await db.Translations.Where(t => t.Language == language && t.ArticleId != id).ShownOn(today).Holding(words).BestFirst(words).Take(Related * 4)
                .Select(t => new { t.Slug, t.Title, Own = t.Article.CategoryId == category }).ToListAsync(ct);
            return [.. found.OrderByDescending(t => t.Own).Take(Related).Select(t => new ArticleLine(language, t.Slug, t.Title))];
        }
    }
}
