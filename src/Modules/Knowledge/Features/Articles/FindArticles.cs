using Crm.Knowledge.Data;
using Crm.Platform.Localization;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>Articles in the global search, by words of title and text in either language.</summary>
internal sealed class FindArticles(KnowledgeDb db, CurrentUser user, Texts texts) : ISearchSource
{
    public int Order => 50;

    public async Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct)
    {
        if (!user.Can("knowledge.read") || SearchText.Query(text) is not { } words) return [];
        var found = await db.Translations.AsNoTracking().ReadableBy(user).Holding(words).BestFirst(words).Take(limit * 2)
            .Select(t => new { t.ArticleId, t.Language, t.Title, t.Article.State }).ToListAsync(ct);
        // An article that fits in both languages is one find, in the reader's.
        return [.. found.GroupBy(t => t.ArticleId).Select(g => g.OrderByDescending(t => t.Language == user.Language).First()).Take(limit)
            .Select(t => new SearchHit("search.article", "book", t.Title, $"{ArticleChoices.NameOf(t.Language)} · {texts[t.State]}", $"/knowledge/articles/{t.ArticleId}?language={t.Language}"))];
    }
}
