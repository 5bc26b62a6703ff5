using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Sales.Data;
using Microsoft.EntityFrameworkCore;

namespace Crm.Sales.Features;

/// <summary>Steps of a customer's opportunities on the timeline of the 360 page.</summary>
internal sealed class SalesTimeline(SalesDb db, CurrentUser user, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["opportunity"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var rows = await db.Opportunities.Within(user.ScopeOf("sales.read")).Where(o => o.CustomerId == customerId)
            .SelectMany(o => o.Changes, (o, c) => new { o.Id, o.Title, ChangeId = c.Id, c.From, c.To, c.Reason, c.At }).Where(c => c.At < before)
            .OrderByDescending(c => c.At).ThenByDescending(c => c.ChangeId).Take(limit).ToListAsync(ct);
        return [.. rows.Select(c => new TimelineEntry(c.At, "opportunity", "target-arrow", texts[c.From is null ? "sales.timeline.opened" : "sales.timeline.moved", c.Title, texts[c.To]], c.Reason, $"/opportunities/{c.Id}", null, c.ChangeId))];
    }
}
