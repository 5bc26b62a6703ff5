using Crm.Contracts.Knowledge;
using Crm.Knowledge.Data;
using Crm.Knowledge.Features.Articles;
using Crm.Platform.Time;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Analytics;

/// <summary>What readers made of the help centre in a period. Each figure's definition is said beside it on the page.</summary>
[Needs("knowledge.read")]
internal static class ShowAnalytics
{
    const int Most = 20;

    public static readonly int[] Periods = [7, 30, 90, 365];

    public sealed record Query(int? Days = null) : IRequest<Result>;

    public sealed record Result
    {
        public int Days { get; init; }
        public int Views { get; init; }
        public int Helpful { get; init; }
        public int Unhelpful { get; init; }
        public double? HelpfulShare => Helpful + Unhelpful == 0 ? null : (double)Helpful / (Helpful + Unhelpful);
        /// <summary>Readers who said that an article helped, and of none that it did not.</summary>
        public int Avoided { get; init; }
        public int Searches { get; init; }
        public int Misses { get; init; }
        public int Public { get; init; }
        public int Expired { get; init; }
        public int Unread { get; init; }
        public int OpenFeedback { get; init; }
        public IReadOnlyList<DateOnly> Dates { get; init; } = [];
        public IReadOnlyList<double?> ViewsByDay { get; init; } = [];
        public IReadOnlyList<ArticleFigures> Articles { get; init; } = [];
        public IReadOnlyList<SearchFigures> Asked { get; init; } = [];
        public IReadOnlyList<SearchFigures> Missed { get; init; } = [];
    }

    public sealed record ArticleFigures(long Id, string Title, int Views, int Helpful, int Unhelpful);

    public sealed record SearchFigures(string Words, string Language, int Searches, int Misses);

    internal sealed class Handler(KnowledgeDb db, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var days = q.Days is { } asked && Periods.Contains(asked) ? asked : 30;
            var today = zone.DayOf(clock.GetUtcNow());
            var from = today.AddDays(1 - days);
            var start = zone.StartOf(from);
            var views = db.ViewDays.Where(v => v.Day >= from);
            var votes = db.Votes.Where(v => v.At >= start);
            var byDay = await views.GroupBy(v => v.Day).Select(g => new { Day = g.Key, Views = g.Sum(v => v.Views) }).ToDictionaryAsync(g => g.Day, g => g.Views, ct);
            var voted = await votes.GroupBy(v => v.ArticleId).Select(g => new { Id = g.Key, Helpful = g.Count(v => v.Helpful), Unhelpful = g.Count(v => !v.Helpful) }).ToDictionaryAsync(g => g.Id, ct);
            var read = await views.GroupBy(v => v.ArticleId).Select(g => new { Id = g.Key, Views = g.Sum(v => v.Views) }).OrderByDescending(g => g.Views).ThenBy(g => g.Id).Take(Most).ToListAsync(ct);
            var ids = read.Select(r => r.Id).ToList();
            var titles = (await db.Translations.Where(t => ids.Contains(t.ArticleId)).Select(t => new { t.ArticleId, t.Language, t.Title }).ToListAsync(ct)).ToLookup(t => t.ArticleId);
            var words = db.SearchDays.Where(s => s.Day >= from).GroupBy(s => new { s.Words, s.Language }).Select(g => new { g.Key.Words, g.Key.Language, Searches = g.Sum(s => s.Searches), Misses = g.Sum(s => s.Misses) });
            var totals = await db.SearchDays.Where(s => s.Day >= from).GroupBy(_ => 1).Select(g => new { Searches = g.Sum(s => s.Searches), Misses = g.Sum(s => s.Misses) }).SingleOrDefaultAsync(ct);
            var askedFor = await words.OrderByDescending(w => w.Searches).ThenBy(w => w.Words).Take(Most).ToListAsync(ct);
            var missed = await words.Where(w => w.Misses > 0).OrderByDescending(w => w.Misses).ThenBy(w => w.Words).Take(Most).ToListAsync(ct);
            var unreadSince = today.AddDays(-ListArticles.UnreadDays);
            var shelf = await db.Articles.GroupBy(_ => 1).Select(g => new
            {
                Public = g.Count(a => a.State == ArticleState.Public),
                Expired = g.Count(a => (a.State == ArticleState.Internal || a.State == ArticleState.Public) && a.ExpiresOn < today),
            }).SingleOrDefaultAsync(ct);
            var dates = Enumerable.Range(0, days).Select(from.AddDays).ToList();
            return new Result
            {
                Days = days, Views = byDay.Values.Sum(), Helpful = voted.Values.Sum(v => v.Helpful), Unhelpful = voted.Values.Sum(v => v.Unhelpful),
                Avoided = await votes.GroupBy(v => v.Visitor).Where(g => g.Count(v => !v.Helpful) == 0).Select(g => g.Key).CountAsync(ct),
                Searches = totals?.Searches ?? 0, Misses = totals?.Misses ?? 0, Public = shelf?.Public ?? 0, Expired = shelf?.Expired ?? 0,
                Unread = await db.Articles.CountAsync(a => a.State == ArticleState.Public && !db.ViewDays.Any(v => v.ArticleId == a.Id && v.Day >= unreadSince), ct),
                OpenFeedback = await db.Votes.CountAsync(v => !v.Helpful && v.DoneAt == null, ct),
                Dates = dates, ViewsByDay = [.. dates.Select(d => (double?)byDay.GetValueOrDefault(d))],
                Articles = [.. read.Select(r => new ArticleFigures(r.Id, titles[r.Id].OrderByDescending(t => t.Language == user.Language).Select(t => t.Title).FirstOrDefault() ?? "", r.Views,
                    voted.GetValueOrDefault(r.Id)?.Helpful ?? 0, voted.GetValueOrDefault(r.Id)?.Unhelpful ?? 0))],
                Asked = [.. askedFor.Select(w => new SearchFigures(w.Words, w.Language, w.Searches, w.Misses))],
                Missed = [.. missed.Select(w => new SearchFigures(w.Words, w.Language, w.Searches, w.Misses))],
            };
        }
    }
}
