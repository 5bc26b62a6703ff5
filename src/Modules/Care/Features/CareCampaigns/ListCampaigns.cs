using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>Campaigns, newest first, with how many were written to.</summary>
[Needs("care.read")]
internal static class ListCampaigns
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string Name, Purpose Purpose, CareCampaignState State, DateTimeOffset CreatedAt, DateTimeOffset? ScheduledAt, DateTimeOffset? StartedAt, bool Halved, long Sent, long Clicked);

    public sealed class Handler(CareDb db) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = db.Campaigns.AsNoTracking();
            if (Cursor.Read<long?>(query.After) is { } after) rows = rows.Where(c => c.Id < after);
            var page = Cursor.Cut(await rows.OrderByDescending(c => c.Id).Take(query.Limit + 1).ToListAsync(cancellationToken), query.Limit, c => (long?)c.Id);
            var ids = page.Items.Select(c => c.Id).ToList();
            var counts = await db.Recipients.Where(r => ids.Contains(r.CampaignId)).GroupBy(r => r.CampaignId)
                .Select(g => new { g.Key, Sent = g.LongCount(r => r.SentAt != null), Clicked = g.LongCount(r => r.ClickedAt != null) }).ToDictionaryAsync(g => g.Key, cancellationToken);
            return new([.. page.Items.Select(c => new Row(c.Id, c.Name, c.Purpose, c.State, c.CreatedAt, c.ScheduledAt, c.StartedAt, c.IsHalved, counts.GetValueOrDefault(c.Id)?.Sent ?? 0, counts.GetValueOrDefault(c.Id)?.Clicked ?? 0))], page.NextCursor);
        }
    }
}
