using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features;

/// <summary>Changes of stage on the timeline of the 360 page; what was reconstructed from the past is left to the history.</summary>
internal sealed class StageTimeline(LifecycleDb db, CurrentUser user, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["stage"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var rows = await (from c in db.Customers.Within(user.ScopeOf("lifecycle.read"))
                          where c.CustomerId == customerId
                          join s in db.StageChanges on c.CustomerId equals s.CustomerId
                          where s.At < before && s.To != null && s.Why != StageReason.Reconstructed
                          orderby s.At descending, s.Id descending
                          select new { s.Id, s.At, s.From, s.To, s.Why }).Take(limit).ToListAsync(ct);
        return [.. rows.Select(s => new TimelineEntry(s.At, "stage", "filter", s.From is { } from ? texts["lifecycle.timeline.moved", texts[from], texts[s.To!.Value]] : texts["lifecycle.timeline.first", texts[s.To!.Value]], texts[s.Why], $"/lifecycle/customers/{customerId}", null, s.Id))];
    }
}
