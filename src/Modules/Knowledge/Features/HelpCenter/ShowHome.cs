using Crm.Knowledge.Data;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>The way into the help centre: its categories, and what others read.</summary>
[OpenToAll("the help centre is public; it shows public articles only")]
internal static class ShowHome
{
    const int PopularDays = 30;

    public sealed record Query(string Language) : IRequest<Result>;

    public sealed record Result(IReadOnlyList<CategoryLine> Categories, IReadOnlyList<ArticleLine> Popular);

    /// <param name="Articles">How many there are in this language, those of the categories below included.</param>
    public sealed record CategoryLine(string Slug, string Name, int Articles);

    internal sealed class Handler(KnowledgeDb db, HelpCenterState state) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var (today, chinese, since) = (state.Today, q.Language == "zh-CN", state.Today.AddDays(-PopularDays));
            var shown = db.Translations.Where(t => t.Language == q.Language).ShownOn(today);
            var categories = await db.Categories.Where(c => c.Active && c.ParentId == null).OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new CategoryLine(c.Slug, chinese ? c.NameZh : c.Name,
                shown.Count(t => t.Article.CategoryId == c.Id || db.Categories.Any(below => below.Id == t.Article.CategoryId && below.ParentId == c.Id)))).ToListAsync(ct);
            var popular = await shown.Select(t => new { t.Slug, t.Title, t.Id, Views = db.ViewDays.Where(v => v.ArticleId == t.ArticleId && v.Day >= since).Sum(v => v.Views) })
                .OrderByDescending(t => t.Views).ThenByDescending(t => t.Id).Take(8).ToListAsync(ct);
            return new([.. categories.Where(c => c.Articles > 0)], [.. popular.Select(t => new ArticleLine(q.Language, t.Slug, t.Title))]);
        }
    }
}

/// <summary>An article in a list for customers.</summary>
internal sealed record ArticleLine(string Language, string Slug, string Title)
{
    public string Url => HelpCenterUrls.Article(Language, Slug);
}
