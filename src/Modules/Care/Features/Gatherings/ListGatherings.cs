using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.Gatherings;

/// <summary>Events, the latest first.</summary>
[Needs("events.read")]
internal static class ListGatherings
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, string TitleEn, string TitleZh, GatheringState State, string Place, bool Online, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Zone, int? Capacity, int Booked, int Waiting, int Came)
    {
        public string Title(string language) => language == "zh-CN" ? TitleZh : TitleEn;
        public string Time => EventMails.Time(StartsAt, EndsAt, Zone);
    }

    sealed record Keys(DateTimeOffset StartsAt, long Id);

    public sealed class Handler(CareDb db) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = db.Gatherings.AsNoTracking();
            if (Cursor.Read<Keys>(query.After) is { } after) rows = rows.Where(g => g.StartsAt < after.StartsAt || (g.StartsAt == after.StartsAt && g.Id < after.Id));
            var page = Cursor.Cut(await rows.OrderByDescending(g => g.StartsAt).ThenByDescending(g => g.Id).Take(query.Limit + 1).ToListAsync(cancellationToken), query.Limit, g => new Keys(g.StartsAt, g.Id));
            var ids = page.Items.Select(g => g.Id).ToList();
            var counts = await db.SignUps.Where(s => ids.Contains(s.GatheringId)).GroupBy(s => s.GatheringId)
                .Select(g => new { g.Key, Booked = g.Count(s => s.State == SignUpState.Booked), Waiting = g.Count(s => s.State == SignUpState.Waiting), Came = g.Count(s => s.CheckedInAt != null) }).ToDictionaryAsync(g => g.Key, cancellationToken);
            return new([.. page.Items.Select(g => new Row(g.Id, g.TitleEn, g.TitleZh, g.State, g.Place, g.OnlineUrl is not null, g.StartsAt, g.EndsAt, g.Zone, g.Capacity,
                counts.GetValueOrDefault(g.Id)?.Booked ?? 0, counts.GetValueOrDefault(g.Id)?.Waiting ?? 0, counts.GetValueOrDefault(g.Id)?.Came ?? 0))], page.NextCursor);
        }
    }
}
