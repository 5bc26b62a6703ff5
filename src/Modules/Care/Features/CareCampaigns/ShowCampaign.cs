using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>A campaign: how far it is, who was left out and why, and what came of it, half beside half.</summary>
[Needs("care.read")]
internal static class ShowCampaign
{
    public sealed record Query(long Id, string? After = null) : IRequest<View>;

    /// <param name="Delivered">Handed over to the receiver's mail server.</param>
    /// <param name="Failed">Given up.</param>
    public sealed record Arm(CareHalf Half, long Audience, long Sent, long Delivered, long Failed, long Clicked, long Replied, long Refused, long Converted);

    /// <summary>What is compared between the halves.</summary>
    public enum CareMeasure { Clicked, Replied, Refused, Converted }

    public sealed record Compared(CareMeasure Measure, TwoShares? Shares);

    public sealed record Recipient(long Id, long? CustomerId, string? Customer, CareHalf Half, CareOut? Out, DateTimeOffset? DueAt, DateTimeOffset? SentAt, DateTimeOffset? ClickedAt, DateTimeOffset? RefusedAt, DateTimeOffset? ConvertedAt);

    public sealed record View
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public Purpose Purpose { get; init; }
        public CareCampaignState State { get; init; }
        public string SenderName { get; init; } = "";
        public string? Segment { get; init; }
        public IReadOnlyList<CustomerLevel> Levels { get; init; } = [];
        public string? LinkUrl { get; init; }
        public int ConversionDays { get; init; }
        public bool Halved { get; init; }
        public DateTimeOffset? ScheduledAt { get; init; }
        public DateTimeOffset? StartedAt { get; init; }
        public DateTimeOffset? EndedAt { get; init; }
        public DateTimeOffset? ListedAt { get; init; }
        public long Waiting { get; init; }
        public IReadOnlyList<Arm> Arms { get; init; } = [];
        public IReadOnlyList<CheckCampaign.Left> LeftOut { get; init; } = [];
        public IReadOnlyList<Compared> Comparison { get; init; } = [];
        public string? JobError { get; init; }
        public Slice<Recipient> Recipients { get; init; } = new([], null);

        public long Sent => Arms.Sum(a => a.Sent);
        public long Delivered => Arms.Sum(a => a.Delivered);
        public long Clicked => Arms.Sum(a => a.Clicked);
        public long Converted => Arms.Sum(a => a.Converted);
        public long Refused => Arms.Sum(a => a.Refused);
        public long Replied => Arms.Sum(a => a.Replied);
    }

    public sealed class Handler(CareDb db, ICustomerDirectory customers, ICustomerSegments segments, CurrentUser user) : IRequestHandler<Query, View>
    {
        const int PageSize = 25;

        public async Task<View> Handle(Query query, CancellationToken cancellationToken)
        {
            var c = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == query.Id, cancellationToken) ?? throw new MissingException("campaign", query.Id);
            var all = db.Recipients.Where(r => r.CampaignId == c.Id);
            var counts = await all.GroupBy(r => r.Half).Select(g => new
            {
                Half = g.Key, N = g.LongCount(r => r.Out == null), Sent = g.LongCount(r => r.SentAt != null), Waiting = g.LongCount(r => r.DueAt != null), Clicked = g.LongCount(r => r.ClickedAt != null),
                Replied = g.LongCount(r => r.RepliedAt != null), Refused = g.LongCount(r => r.RefusedAt != null), Converted = g.LongCount(r => r.ConvertedAt != null),
            }).ToListAsync(cancellationToken);
            var left = await all.Where(r => r.Out != null).GroupBy(r => r.Out!.Value).Select(g => new { g.Key, N = g.LongCount() }).ToListAsync(cancellationToken);
            // The queue says what became of the mails; a row of the queue that has been cleared away was sent.
            var mails = await (from r in all.Where(r => r.SentAt != null)
                               join m in db.Mail on CampaignSender.KeyPrefix + r.Id equals m.Key
                               group m by r.Half into g
                               select new { Half = g.Key, Open = g.LongCount(m => m.SentAt == null && m.DueAt != null), Failed = g.LongCount(m => m.SentAt == null && m.DueAt == null) }).ToListAsync(cancellationToken);
            var arms = counts.OrderBy(a => a.Half).Select(a =>
            {
                var queue = mails.FirstOrDefault(m => m.Half == a.Half);
                return new Arm(a.Half, a.N, a.Sent, a.Sent - (queue?.Open ?? 0) - (queue?.Failed ?? 0), queue?.Failed ?? 0, a.Clicked, a.Replied, a.Refused, a.Converted);
            }).ToList();
            return new View
            {
                Id = c.Id, Name = c.Name, Purpose = c.Purpose, State = c.State, SenderName = c.SenderName, Levels = c.Levels, LinkUrl = c.LinkUrl, ConversionDays = c.ConversionDays, Halved = c.IsHalved,
                Segment = c.SegmentId is { } s ? (await segments.FactsOf([s], cancellationToken)).GetValueOrDefault(s)?.Name : null,
                ScheduledAt = c.ScheduledAt, StartedAt = c.StartedAt, EndedAt = c.EndedAt, ListedAt = c.ListedAt, Waiting = counts.Sum(a => a.Waiting), Arms = arms,
                LeftOut = [.. left.OrderBy(l => l.Key).Select(l => new CheckCampaign.Left(l.Key, l.N))],
                Comparison = c.IsHalved && arms is [{ Half: CareHalf.A } a, { Half: CareHalf.B } b] ? Compare(a, b) : [],
                JobError = c.JobId is { } job ? await db.Jobs.Where(j => j.Id == job && j.State == JobState.Failed).Select(j => j.Error).SingleOrDefaultAsync(cancellationToken) : null,
                Recipients = await RecipientsOf(c.Id, query.After, cancellationToken),
            };
        }

        static IReadOnlyList<Compared> Compare(Arm a, Arm b) =>
        [
            new(CareMeasure.Clicked, TwoShares.Of(a.Clicked, a.Sent, b.Clicked, b.Sent)), new(CareMeasure.Converted, TwoShares.Of(a.Converted, a.Sent, b.Converted, b.Sent)),
            new(CareMeasure.Replied, TwoShares.Of(a.Replied, a.Sent, b.Replied, b.Sent)), new(CareMeasure.Refused, TwoShares.Of(a.Refused, a.Sent, b.Refused, b.Sent)),
        ];

        /// <summary>Customers by name, within the reader's scope; the figures above are of all.</summary>
        async Task<Slice<Recipient>> RecipientsOf(long id, string? cursor, CancellationToken ct)
        {
            var rows = db.Recipients.AsNoTracking().Within(user.ScopeOf("care.read")).Where(r => r.CampaignId == id && r.CustomerId != null);
            if (Cursor.Read<long?>(cursor) is { } after) rows = rows.Where(r => r.Id > after);
            var page = Cursor.Cut(await rows.OrderBy(r => r.Id).Take(PageSize + 1).ToListAsync(ct), PageSize, r => (long?)r.Id);
            var names = await customers.NamesOf([.. page.Items.Select(r => r.CustomerId!.Value)], ct);
            return new([.. page.Items.Select(r => new Recipient(r.Id, r.CustomerId, names.GetValueOrDefault(r.CustomerId!.Value), r.Half, r.Out, r.DueAt, r.SentAt, r.ClickedAt, r.RefusedAt, r.ConvertedAt))], page.NextCursor);
        }
    }
}
