using Crm.Contracts.Staff;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>A text as it was, compared with another version of it.</summary>
[Needs("knowledge.read")]
internal static class ShowVersion
{
    /// <param name="With">The version to compare with; else the one that stands, and for that one the one before it.</param>
    public sealed record Query(long Id, string Language, int Number, int? With) : IRequest<Result>;

    public sealed record Result(long Id, uint Version, string Language, int Number, int Current, string Title, string? Who, DateTimeOffset At, int? Older, int Newer, IReadOnlyList<Line> Lines, bool MayRestore, IReadOnlyList<int> Others);

    public sealed record Line(LineChange Change, string Text);

    internal sealed class Handler(KnowledgeDb db, IStaffDirectory staff, Texts texts, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var text = await db.Translations.ReadableBy(user).Where(t => t.ArticleId == q.Id && t.Language == q.Language)
                .Select(t => new { t.Id, t.Number, t.Article.State, t.Article.Version }).SingleOrDefaultAsync(ct) ?? throw new MissingException("Article", q.Id);
            var other = q.With ?? (q.Number == text.Number ? q.Number - 1 : text.Number);
            List<int> wanted = [q.Number, other];
            var found = await db.Versions.AsNoTracking().Where(v => v.TranslationId == text.Id && wanted.Contains(v.Number)).ToListAsync(ct);
            var shown = found.SingleOrDefault(v => v.Number == q.Number) ?? throw new MissingException("Version", q.Number);
            var (older, newer) = (found.Where(v => v.Number == Math.Min(q.Number, other)).SingleOrDefault(), found.Single(v => v.Number == found.Max(f => f.Number)));
            if (older == newer) older = null;
            var people = await staff.Everyone(ct);
            var mayChange = user.Can("knowledge.write") && (text.State is not (Contracts.Knowledge.ArticleState.Internal or Contracts.Knowledge.ArticleState.Public) || user.Can("knowledge.publish"));
            return new(q.Id, text.Version, q.Language, q.Number, text.Number, shown.Title, shown.ById is { } by ? people.GetValueOrDefault(by)?.Name ?? texts["knowledge.someone"] : null, shown.At, older?.Number, newer.Number,
                [.. LineDiff.Of(older is null ? "" : Whole(older), Whole(newer)).Select(l => new Line(older is null ? LineChange.Same : l.Change, l.Text))],
                mayChange && q.Number != text.Number, [.. Enumerable.Range(1, text.Number).Where(n => n != q.Number).Reverse().Take(20)]);
        }

        // The title is the first line of what is compared, as it is of what is read.
        static string Whole(ArticleVersion version) => $"# {version.Title}\n\n{version.Body}";
    }
}
