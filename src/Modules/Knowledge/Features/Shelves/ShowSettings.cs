using Crm.Knowledge.Data;
using Crm.Knowledge.Features.HelpCenter;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Shelves;

/// <summary>The shelves, and whether customers may read.</summary>
[Needs("knowledge.settings")]
internal static class ShowSettings
{
    public sealed record Query : IRequest<Result>;

    /// <param name="Parents">Categories that others may stand below.</param>
    public sealed record Result(bool HelpCenter, string Address, IReadOnlyList<CategoryLine> Categories, IReadOnlyList<Choice> Parents);

    public sealed record CategoryLine(long Id, string Name, string? Above, string Slug, int Position, bool Active, int Articles);

    internal sealed class Handler(KnowledgeDb db, HelpCenterState state, HelpCenterUrls urls, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct)
        {
            var all = await db.Categories.AsNoTracking().OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => new { Row = c, Articles = db.Articles.Count(a => a.CategoryId == c.Id) }).ToListAsync(ct);
            var tops = all.Where(c => c.Row.ParentId is null).ToList();
            return new(await state.IsOn(ct), urls.Whole(HelpCenterUrls.Root),
                [.. tops.SelectMany(top => all.Where(c => c.Row.ParentId == top.Row.Id).Prepend(top)).Select(c => new CategoryLine(c.Row.Id, c.Row.In(user.Language),
                    c.Row.ParentId is { } above ? all.First(a => a.Row.Id == above).Row.In(user.Language) : null, c.Row.Slug, c.Row.Position, c.Row.Active, c.Articles))],
                [.. tops.Select(c => new Choice(c.Row.Id, c.Row.In(user.Language)))]);
        }
    }
}

/// <summary>Opens the help centre to customers, or closes it.</summary>
[Needs("knowledge.settings")]
internal static class SwitchHelpCenter
{
    public sealed record Command(bool On) : IRequest;

    internal sealed class Handler(ISettings settings) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command c, CancellationToken ct)
        {
            await settings.Set(HelpCenterState.Setting, c.On, ct);
            return Unit.Value;
        }
    }
}
