using Crm.Knowledge.Data;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>Every page of the help centre that search engines shall know.</summary>
[OpenToAll("the help centre is public; it lists public articles only")]
internal static class ListPages
{
    /// <summary>A site map holds at most 50,000 addresses.</summary>
    const int Most = 49_000;

    public sealed record Query : IRequest<IReadOnlyList<Entry>>;

    /// <summary>One page in the languages it has.</summary>
    public sealed record Entry(IReadOnlyDictionary<string, string> Addresses, DateTimeOffset? ChangedAt);

    internal sealed class Handler(KnowledgeDb db, HelpCenterState state) : IRequestHandler<Query, IReadOnlyList<Entry>>
    {
        static readonly string[] Languages = Platform.Localization.Texts.Languages;

        public async Task<IReadOnlyList<Entry>> Handle(Query request, CancellationToken ct)
        {
            var categories = await db.Categories.Where(c => c.Active).OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => c.Slug).ToListAsync(ct);
            var articles = await db.Translations.ShownOn(state.Today).OrderBy(t => t.ArticleId).ThenBy(t => t.Language).Take(Most).Select(t => new { t.ArticleId, t.Language, t.Slug, t.ChangedAt }).ToListAsync(ct);
            return
            [
                new(Languages.ToDictionary(l => l, HelpCenterUrls.Home), null),
                .. categories.Select(slug => new Entry(Languages.ToDictionary(l => l, l => HelpCenterUrls.Category(l, slug)), null)),
                .. articles.GroupBy(t => t.ArticleId).Select(g => new Entry(g.ToDictionary(t => t.Language, t => HelpCenterUrls.Article(t.Language, t.Slug)), g.Max(t => t.ChangedAt))),
            ];
        }
    }
}
