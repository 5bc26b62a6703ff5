using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features;

/// <summary>Greetings, campaigns and events in the story of a customer.</summary>
internal sealed class CareTimeline(CareDb db, CurrentUser user, Texts texts) : ITimelineSource
{
    public IReadOnlyList<string> Kinds => ["care", "event"];

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var entries = new List<TimelineEntry>();
        var chinese = Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture) == "zh-CN";
        if (user.Can("care.read"))
        {
            var scope = user.ScopeOf("care.read");
            var greeted = await db.Greeted.Within(scope).Where(g => g.CustomerId == customerId && g.At < before).OrderByDescending(g => g.At).ThenByDescending(g => g.Id).Take(limit)
                .Join(db.Greetings, g => g.GreetingId, x => x.Id, (g, x) => new { g.Id, g.At, Name = chinese ? x.NameZh : x.NameEn, GreetingId = x.Id }).ToListAsync(ct);
            entries.AddRange(greeted.Select(g => new TimelineEntry(g.At, "care", "confetti", texts["care.timeline.greeted", g.Name], null, $"/care/greetings/{g.GreetingId}", null, g.Id)));
            var sent = await db.Recipients.Within(scope).Where(r => r.CustomerId == customerId && r.SentAt < before).OrderByDescending(r => r.SentAt).ThenByDescending(r => r.Id).Take(limit)
                .Join(db.Campaigns, r => r.CampaignId, c => c.Id, (r, c) => new { r.Id, At = r.SentAt!.Value, r.ClickedAt, c.Name, CampaignId = c.Id }).ToListAsync(ct);
            entries.AddRange(sent.Select(r => new TimelineEntry(r.At, "care", "speakerphone", texts["care.timeline.campaign", r.Name], r.ClickedAt is null ? null : texts["care.timeline.clicked"], $"/care/campaigns/{r.CampaignId}", null, r.Id)));
        }
        if (user.Can("events.read"))
        {
            var signed = await db.SignUps.Within(user.ScopeOf("events.read")).Where(s => s.CustomerId == customerId && s.CreatedAt < before).OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id).Take(limit)
                .Join(db.Gatherings, s => s.GatheringId, g => g.Id, (s, g) => new { s.Id, s.CreatedAt, s.SignedUpAt, s.CheckedInAt, s.State, Title = chinese ? g.TitleZh : g.TitleEn, EventId = g.Id }).ToListAsync(ct);
            foreach (var s in signed)
                entries.Add(s.CheckedInAt is { } came && came < before
                    ? new TimelineEntry(came, "event", "calendar-check", texts["care.timeline.came", s.Title], null, $"/care/events/{s.EventId}", null, s.Id)
                    : new TimelineEntry(s.SignedUpAt is { } at && at < before ? at : s.CreatedAt, "event", "calendar-event", texts[s.SignedUpAt is null ? "care.timeline.invited" : "care.timeline.signedUp", s.Title], texts[s.State], $"/care/events/{s.EventId}", null, s.Id));
        }
        return [.. entries.OrderByDescending(e => e.At).Take(limit)];
    }
}
