using Crm.Contracts.Staff;
using Crm.Knowledge.Data;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>What forms and filters offer.</summary>
[Needs("knowledge.read")]
internal static class ArticleChoices
{
    public sealed record Query : IRequest<Result>;

    /// <param name="Languages">By their own names: whoever cannot read a language does not look for it.</param>
    public sealed record Result(IReadOnlyList<Choice> Categories, IReadOnlyList<Choice> People, IReadOnlyList<Choice> Languages);

    public static readonly IReadOnlyList<Choice> Languages = [new("zh-CN", "简体中文"), new("en", "English")];

    /// <summary>A language by its own name.</summary>
    public static string NameOf(string language) => Languages.FirstOrDefault(l => l.Value == language)?.Text ?? language;

    internal sealed class Handler(KnowledgeDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct)
        {
            var all = await db.Categories.AsNoTracking().Where(c => c.Active).OrderBy(c => c.Position).ThenBy(c => c.Id).ToListAsync(ct);
            var categories = all.Where(c => c.ParentId is null).SelectMany(top => all.Where(c => c.ParentId == top.Id).Select(c => (c.Id, Text: $"{top.In(user.Language)} / {c.In(user.Language)}")).Prepend((top.Id, Text: top.In(user.Language))));
            var people = (await staff.Everyone(ct)).Values.Where(p => p.Active).OrderBy(p => p.Name, StringComparer.CurrentCulture);
            return new([.. categories.Select(c => new Choice(c.Id, c.Text))], [.. people.Select(p => new Choice(p.Id, p.Name))], Languages);
        }
    }
}
