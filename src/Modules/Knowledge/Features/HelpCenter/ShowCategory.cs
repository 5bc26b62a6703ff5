using Crm.Knowledge.Data;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>The public articles of a category, and the categories below it.</summary>
[OpenToAll("the help centre is public; it shows public articles only")]
internal static class ShowCategory
{
    public const int PageSize = 50;

    public sealed record Query(string Language, string Slug, string? After) : IRequest<Result?>;

    /// <param name="Above">The category it stands below.</param>
    public sealed record Result(string Name, CategoryName? Above, IReadOnlyList<CategoryName> Below, Slice<ArticleLine> Articles);

    public sealed record CategoryName(string Slug, string Name);

    sealed record Keys(string Title, long Id);

    internal sealed class Handler(KnowledgeDb db, HelpCenterState state) : IRequestHandler<Query, Result?>
    {
        public async Task<Result?> Handle(Query q, CancellationToken ct)
        {
            var chinese = q.Language == "zh-CN";
            // Few rows: the category, the one above, those below.
            var near = await db.Categories.AsNoTracking().Where(c => c.Active && (c.Slug == q.Slug || db.Categories.Any(own => own.Slug == q.Slug && (own.ParentId == c.Id || c.ParentId == own.Id))))
                .OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new { c.Id, c.Slug, c.ParentId, Name = chinese ? c.NameZh : c.Name }).ToListAsync(ct);
            if (near.SingleOrDefault(c => c.Slug == q.Slug) is not { } category) return null;
            var rows = db.Translations.Where(t => t.Language == q.Language && t.Article.CategoryId == category.Id).ShownOn(state.Today);
            if (Cursor.Read<Keys>(q.After) is { } after) rows = rows.Where(t => EF.Functions.GreaterThan(ValueTuple.Create(t.Title, t.Id), ValueTuple.Create(after.Title, after.Id)));
            var found = await rows.OrderBy(t => t.Title).ThenBy(t => t.Id).Take(PageSize + 1).Select(t => new { t.Id, t.Slug, t.Title }).ToListAsync(ct);
            var slice = Cursor.Cut(found, PageSize, t => new Keys(t.Title, t.Id));
            return new(category.Name, near.Where(c => c.Id == category.ParentId).Select(c => new CategoryName(c.Slug, c.Name)).SingleOrDefault(),
                [.. near.Where(c => c.ParentId == category.Id).Select(c => new CategoryName(c.Slug, c.Name))],
                new([.. slice.Items.Select(t => new ArticleLine(q.Language, t.Slug, t.Title))], slice.NextCursor));
        }
    }
}
