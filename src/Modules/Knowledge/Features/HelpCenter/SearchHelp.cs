using Crm.Knowledge.Data;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.Search;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>Public articles that hold all these words: the reader's language first, then what there is only in the other.</summary>
[OpenToAll("the help centre is public; it shows public articles only")]
internal static class SearchHelp
{
    public const int Most = 20, MaxLength = 200;

    public sealed record Query(string Language, string? Text) : IRequest<IReadOnlyList<ArticleLine>>;

    internal sealed class Handler(KnowledgeDb db, HelpCenterState state, Readings readings) : IRequestHandler<Query, IReadOnlyList<ArticleLine>>
    {
        public async Task<IReadOnlyList<ArticleLine>> Handle(Query q, CancellationToken ct)
        {
            if (q.Text is not { Length: <= MaxLength } text || SearchText.Query(text) is not { } words) return [];
            var found = await db.Translations.ShownOn(state.Today).Holding(words).BestFirst(words).Take(Most * 2).Select(t => new { t.ArticleId, t.Language, t.Slug, t.Title }).ToListAsync(ct);
            readings.Searched(q.Language, text, found.Count > 0);
            return [.. found.GroupBy(t => t.ArticleId).Select(g => g.OrderByDescending(t => t.Language == q.Language).First()).OrderByDescending(t => t.Language == q.Language)
                .Take(Most).Select(t => new ArticleLine(t.Language, t.Slug, t.Title))];
        }
    }
}
