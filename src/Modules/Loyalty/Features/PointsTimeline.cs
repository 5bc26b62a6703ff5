using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

/// <summary>What happened to a customer's points, on the timeline of the 360 page.</summary>
internal sealed class PointsTimeline(LoyaltyDb db, CurrentUser user, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["points"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var rows = await (from m in db.Members.Within(user.ScopeOf("loyalty.read"))
                          where m.CustomerId == customerId
                          join e in db.Entries on m.Id equals e.MemberId
                          where e.At < before && (e.From == Account.Member || e.To == Account.Member)
                          orderby e.At descending, e.Id descending
                          select new { e.Id, e.At, e.To, e.Points, e.Source, MemberId = m.Id }).Take(limit).ToListAsync(ct);
        return [.. rows.Select(e => new TimelineEntry(e.At, "points", "coins",
            texts[e.To == Account.Member ? "loyalty.timeline.in" : "loyalty.timeline.out", e.Points, texts["loyalty.source." + e.Source]], null, $"/loyalty/members/{e.MemberId}", null, e.Id))];
    }
}
