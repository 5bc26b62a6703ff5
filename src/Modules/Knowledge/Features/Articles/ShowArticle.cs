using Crm.Contracts.Knowledge;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Knowledge.Features.HelpCenter;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>An article as colleagues see it: the text in one language, what readers made of it, its history.</summary>
[Needs("knowledge.read")]
internal static class ShowArticle
{
    /// <param name="Language">The one to show; else the reader's, else the one there is.</param>
    public sealed record Query(long Id, string? Language = null) : IRequest<Result>;

    public sealed record Result
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public ArticleState State { get; init; }
        public long CategoryId { get; init; }
        public string Category { get; init; } = "";
        public long? OwnerId { get; init; }
        public string? Owner { get; init; }
        public DateOnly? ExpiresOn { get; init; }
        public bool Expired { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset ChangedAt { get; init; }
        public DateTimeOffset? PublishedAt { get; init; }
        public IReadOnlyList<Text> Texts { get; init; } = [];
        /// <summary>The one shown.</summary>
        public Text Shown { get; init; } = null!;
        public IReadOnlyList<VersionLine> Versions { get; init; } = [];
        public IReadOnlyList<TicketTopic> Tickets { get; init; } = [];
        public int Views { get; init; }
        public int Helpful { get; init; }
        public int Unhelpful { get; init; }

        /// <summary>What the reader may do now.</summary>
        public bool MayEdit { get; init; }
        public IReadOnlyList<ArticleState> Next { get; init; } = [];
    }

    /// <param name="Url">The whole address in the help centre; null when customers cannot read it.</param>
    public sealed record Text(string Language, string Title, string Slug, string Body, int Number, string? Url);

    public sealed record VersionLine(int Number, string Title, string? Who, DateTimeOffset At, int? RestoredFrom);

    internal sealed class Handler(KnowledgeDb db, IStaffDirectory staff, ITicketDirectory tickets, HelpCenterState help, HelpCenterUrls urls, Texts texts, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var today = zone.DayOf(clock.GetUtcNow());
            var a = await db.Articles.AsNoTracking().ReadableBy(user).Include(x => x.Translations).SingleOrDefaultAsync(x => x.Id == q.Id, ct) ?? throw new MissingException("Article", q.Id);
            var shown = a.Translations.OrderByDescending(t => t.Language == q.Language).ThenByDescending(t => t.Language == user.Language).ThenBy(t => t.Id).First();
            var category = await db.Categories.Where(c => c.Id == a.CategoryId).Select(c => user.Language == "zh-CN" ? c.NameZh : c.Name).SingleAsync(ct);
            var people = await staff.Everyone(ct);
            string? Person(long? id) => id is { } i ? people.GetValueOrDefault(i)?.Name ?? texts["knowledge.someone"] : null;
            var versions = await db.Versions.Where(v => v.TranslationId == shown.Id).OrderByDescending(v => v.Number).Take(50).Select(v => new { v.Number, v.Title, v.ById, v.At, v.RestoredFrom }).ToListAsync(ct);
            var votes = await db.Votes.Where(v => v.ArticleId == a.Id).GroupBy(v => v.Helpful).Select(g => new { Helpful = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Helpful, g => g.Count, ct);
            var linked = await db.TicketLinks.Where(l => l.ArticleId == a.Id).OrderByDescending(l => l.At).Take(50).Select(l => l.TicketId).ToListAsync(ct);
            var expired = a.IsShown && a.ExpiresOn < today;
            var open = a.State == ArticleState.Public && !expired && await help.IsOn(ct);
            return new Result
            {
                Id = a.Id, Version = a.Version, State = a.State, CategoryId = a.CategoryId, Category = category, OwnerId = a.OwnerId, Owner = Person(a.OwnerId), ExpiresOn = a.ExpiresOn, Expired = expired,
                CreatedAt = a.CreatedAt, ChangedAt = a.ChangedAt, PublishedAt = a.PublishedAt,
                Texts = [.. a.Translations.OrderBy(t => t.Language, StringComparer.Ordinal).Select(Shape)],
                Shown = Shape(shown),
                Versions = [.. versions.Select(v => new VersionLine(v.Number, v.Title, Person(v.ById), v.At, v.RestoredFrom))],
                Tickets = [.. (await tickets.TopicsOf(linked, ct)).Values.OrderByDescending(t => t.Id)],
                Views = await db.ViewDays.Where(v => v.ArticleId == a.Id).SumAsync(v => v.Views, ct),
                Helpful = votes.GetValueOrDefault(true), Unhelpful = votes.GetValueOrDefault(false),
                MayEdit = user.Can("knowledge.write") && (!a.IsShown || user.Can("knowledge.publish")),
                Next = !user.Can("knowledge.write") ? [] : [.. Article.NextOf(a.State).Where(to => !Article.NeedsPublisher(a.State, to) || user.Can("knowledge.publish"))],
            };

            Text Shape(Translation t) => new(t.Language, t.Title, t.Slug, t.Body, t.Number, open ? urls.Whole(HelpCenterUrls.Article(t.Language, t.Slug)) : null);
        }
    }
}
