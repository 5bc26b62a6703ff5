using Crm.Contracts.Knowledge;
using Crm.Contracts.Staff;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.Search;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Articles;

/// <summary>Articles one may read, the latest change first.</summary>
[Needs("knowledge.read")]
internal static class ListArticles
{
    /// <summary>"Never read" means not in so many days.</summary>
    public const int UnreadDays = 90;

    public sealed record Query : IRequest<Slice<Row>>
    {
        /// <summary>Words of title and text, in either language.</summary>
        public string? Q { get; init; }
        public ArticleState? State { get; init; }
        public long? CategoryId { get; init; }
        /// <summary>Only those written in this language.</summary>
        public string? Language { get; init; }
        /// <summary>Only those not written in this language.</summary>
        public string? Missing { get; init; }
        /// <summary>Only published ones past their day.</summary>
        public bool Expired { get; init; }
        /// <summary>Only public ones nobody has read lately.</summary>
        public bool Unread { get; init; }
        public bool Mine { get; init; }
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row
    {
        public long Id { get; init; }
        public string Title { get; init; } = "";
        public IReadOnlyList<string> Languages { get; init; } = [];
        public ArticleState State { get; init; }
        public long CategoryId { get; init; }
        public string Category { get; init; } = "";
        public long? OwnerId { get; init; }
        public string? Owner { get; init; }
        public DateOnly? ExpiresOn { get; init; }
        public bool Expired { get; init; }
        public DateTimeOffset ChangedAt { get; init; }
    }

    sealed record Keys(DateTimeOffset At, long Id);

    internal sealed class Handler(KnowledgeDb db, IStaffDirectory staff, CurrentUser user, InstallationZone zone, TimeProvider clock) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query q, CancellationToken ct)
        {
            var today = zone.DayOf(clock.GetUtcNow());
            var rows = Narrow(db.Articles.AsNoTracking().ReadableBy(user), q, today);
            if (Cursor.Read<Keys>(q.After) is { } after) rows = rows.Where(a => EF.Functions.LessThan(ValueTuple.Create(a.ChangedAt, a.Id), ValueTuple.Create(after.At, after.Id)));
            var found = await rows.OrderByDescending(a => a.ChangedAt).ThenByDescending(a => a.Id).Take(q.Limit + 1).Select(a => new Row
            {
                Id = a.Id, State = a.State, CategoryId = a.CategoryId, OwnerId = a.OwnerId, ExpiresOn = a.ExpiresOn, ChangedAt = a.ChangedAt,
                Category = db.Categories.Where(c => c.Id == a.CategoryId).Select(c => user.Language == "zh-CN" ? c.NameZh : c.Name).FirstOrDefault() ?? "",
                Expired = a.ExpiresOn < today && (a.State == ArticleState.Internal || a.State == ArticleState.Public),
            }).ToListAsync(ct);
            var slice = Cursor.Cut(found, q.Limit, r => new Keys(r.ChangedAt, r.Id));
            var ids = slice.Items.Select(r => r.Id).ToList();
            var titles = (await db.Translations.Where(t => ids.Contains(t.ArticleId)).Select(t => new { t.ArticleId, t.Language, t.Title }).ToListAsync(ct)).ToLookup(t => t.ArticleId);
            var people = await staff.Everyone(ct);
            return slice with
            {
                Items = [.. slice.Items.Select(r => r with
                {
                    Title = titles[r.Id].OrderByDescending(t => t.Language == user.Language).Select(t => t.Title).FirstOrDefault() ?? "",
                    Languages = [.. titles[r.Id].Select(t => t.Language).Order(StringComparer.Ordinal)],
                    Owner = r.OwnerId is { } owner ? people.GetValueOrDefault(owner)?.Name : null,
                })],
            };
        }

        IQueryable<Article> Narrow(IQueryable<Article> rows, Query q, DateOnly today)
        {
            if (q.State is { } state) rows = rows.Where(a => a.State == state);
            if (q.CategoryId is { } category) rows = rows.Where(a => a.CategoryId == category || db.Categories.Any(c => c.Id == a.CategoryId && c.ParentId == category));
            if (!string.IsNullOrEmpty(q.Language)) rows = rows.Where(a => a.Translations.Any(t => t.Language == q.Language));
            if (!string.IsNullOrEmpty(q.Missing)) rows = rows.Where(a => !a.Translations.Any(t => t.Language == q.Missing));
            if (q.Expired) rows = rows.Where(a => a.ExpiresOn != null && a.ExpiresOn < today && (a.State == ArticleState.Internal || a.State == ArticleState.Public));
            if (q.Unread)
            {
                var since = today.AddDays(-UnreadDays);
                rows = rows.Where(a => a.State == ArticleState.Public && !db.ViewDays.Any(v => v.ArticleId == a.Id && v.Day >= since));
            }
            if (q.Mine) rows = rows.Where(a => a.OwnerId == user.Id);
            if (string.IsNullOrWhiteSpace(q.Q)) return rows;
            if (SearchText.Query(q.Q) is not { } words) return rows.Where(a => false);
            var holding = db.Translations.Holding(words);
            return rows.Where(a => holding.Any(t => t.ArticleId == a.Id));
        }
    }
}
