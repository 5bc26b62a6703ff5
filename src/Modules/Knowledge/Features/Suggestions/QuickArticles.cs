using Crm.Knowledge.Data;
using Crm.Knowledge.Features.Articles;
using Crm.Knowledge.Features.HelpCenter;
using Crm.Platform.Search;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Suggestions;

/// <summary>At most eight articles to insert while one writes a reply; without words the latest.</summary>
[Needs("knowledge.read")]
internal static class QuickArticles
{
    const int Most = 8;

    /// <param name="Language">The customer's: what is written in it comes first.</param>
    /// <param name="Aloud">For a reply, where what is for colleagues comes last.</param>
    public sealed record Query(string? Text, string? Language, bool Aloud = false) : IRequest<IReadOnlyList<Hit>>;

    internal sealed class Handler(KnowledgeDb db, Insertions insertions, HelpCenterState state, CurrentUser user) : IRequestHandler<Query, IReadOnlyList<Hit>>
    {
        public async Task<IReadOnlyList<Hit>> Handle(Query q, CancellationToken ct)
        {
            var language = q.Language is "en" or "zh-CN" ? q.Language : user.Language;
            var rows = db.Translations.Where(ArticleQueries.Current(state.Today));
            if (string.IsNullOrWhiteSpace(q.Text)) rows = rows.Where(t => t.Language == language).OrderByDescending(t => t.Article.PublishedAt).ThenByDescending(t => t.Id);
            else if (SearchText.Query(q.Text) is { } words) rows = rows.Holding(words).BestFirst(words);
            else return [];
            var hits = await insertions.Shape(rows.Take(Most * 2), language, language, ct);
            return [.. hits.OrderBy(h => q.Aloud && h.IsInternal).ThenByDescending(h => h.Language == language).Take(Most)];
        }
    }
}
