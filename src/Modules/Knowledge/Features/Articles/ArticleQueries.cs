using System.Linq.Expressions;
using Crm.Contracts.Knowledge;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Crm.Knowledge.Features.Articles;

/// <summary>Who may read what, and what is like what: said once for pages, search, tickets and help centre.</summary>
internal static class ArticleQueries
{
    /// <summary>Words that stand everywhere and tell nothing apart.</summary>
    static readonly HashSet<string> Common =
    [
        "about", "after", "all", "and", "any", "are", "but", "can", "cannot", "could", "did", "does", "doesn", "don", "for", "from", "get", "had", "has", "have", "how", "into", "isn", "its", "may", "more", "must", "need",
        "not", "now", "our", "out", "please", "should", "some", "than", "that", "the", "their", "them", "then", "there", "they", "this", "use", "was", "way", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
        "什么", "怎么", "如何", "为什", "请问", "我们", "你们", "您好", "可以", "是否", "一个", "这个", "没有", "的时",
    ];

    /// <summary>What the user may read: published articles, and whoever writes also the others.</summary>
    public static IQueryable<Article> ReadableBy(this IQueryable<Article> rows, CurrentUser user) =>
        user.Can("knowledge.write") ? rows : user.Can("knowledge.read") ? rows.Where(a => a.State == ArticleState.Internal || a.State == ArticleState.Public) : rows.Where(a => false);

    /// <summary>The same for texts.</summary>
    public static IQueryable<Translation> ReadableBy(this IQueryable<Translation> rows, CurrentUser user) =>
        user.Can("knowledge.write") ? rows : user.Can("knowledge.read") ? rows.Where(t => t.Article.State == ArticleState.Internal || t.Article.State == ArticleState.Public) : rows.Where(t => false);

    /// <summary>What can be relied on today, and colleagues may read.</summary>
    public static Expression<Func<Translation, bool>> Current(DateOnly today) =>
        t => (t.Article.State == ArticleState.Internal || t.Article.State == ArticleState.Public) && (t.Article.ExpiresOn == null || t.Article.ExpiresOn >= today);

    /// <summary>What customers may read today.</summary>
    public static IQueryable<Translation> ShownOn(this IQueryable<Translation> rows, DateOnly today) =>
        rows.Where(t => t.Article.State == ArticleState.Public && (t.Article.ExpiresOn == null || t.Article.ExpiresOn >= today));

    /// <summary>The texts that hold these words.</summary>
    public static IQueryable<Translation> Holding(this IQueryable<Translation> rows, string query) =>
        rows.Where(t => EF.Property<NpgsqlTsVector>(t, KnowledgeMap.Search).Matches(EF.Functions.ToTsQuery("simple", query)));

    /// <summary>How well a text fits: words of the title count for more, long texts for no more than short ones.</summary>
    public static IOrderedQueryable<Translation> BestFirst(this IQueryable<Translation> rows, string query) =>
        rows.OrderByDescending(t => EF.Property<NpgsqlTsVector>(t, KnowledgeMap.Search).Rank(EF.Functions.ToTsQuery("simple", query), NpgsqlTsRankingNormalization.DivideBy1PlusLogLength)).ThenBy(t => t.Id);

    /// <summary>A tsquery for texts that share any telling word with this one; null when it holds none.</summary>
    public static string? AnyWord(params string?[] texts)
    {
        // Words are letters and digits only, so none of them says anything to tsquery. A single character is no word; the pairs it stands in are.
        var words = SearchText.Words(texts).Split(' ').Where(w => w.EnumerateRunes().Count() > 1 && (w[0] > 0x2E7F || w.Length > 2) && !Common.Contains(w)).Take(60).ToList();
        return words.Count == 0 ? null : string.Join(" | ", words);
    }
}
