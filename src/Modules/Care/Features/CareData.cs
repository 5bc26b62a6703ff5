using Crm.Care.Data;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;
using static Crm.Platform.Privacy.SubjectSection;

namespace Crm.Care.Features;

/// <summary>What this module holds of a customer.</summary>
internal sealed class CareData(CareDb db) : ISubjectData
{
    public int Order => 45;

    public async Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct)
    {
        var greeted = await db.Greeted.Where(g => g.CustomerId == subjectId).OrderBy(g => g.Id).Join(db.Greetings, g => g.GreetingId, x => x.Id, (g, x) => new { g.At, x.NameZh }).ToListAsync(ct);
        var mails = await db.Recipients.Where(r => r.CustomerId == subjectId).OrderBy(r => r.Id).Join(db.Campaigns, r => r.CampaignId, c => c.Id, (r, c) => new { c.Name, r.SentAt, r.ClickedAt }).ToListAsync(ct);
        var events = await db.SignUps.Where(s => s.CustomerId == subjectId).OrderBy(s => s.Id).Join(db.Gatherings, s => s.GatheringId, g => g.Id, (s, g) => new { g.TitleZh, s.State, s.SignedUpAt, s.CheckedInAt }).ToListAsync(ct);
        var choices = await db.Choices.Where(c => c.CustomerId == subjectId).OrderBy(c => c.Id).Select(c => new { c.At, c.Purpose, c.Allowed }).ToListAsync(ct);
        return
        [
            new("care.greetings", Fate.Anonymised, [.. greeted.Select(g => Row(("care.greeting", g.NameZh), ("care.sent", g.At)))]),
            new("care.campaigns", Fate.Anonymised, [.. mails.Select(m => Row(("care.campaign", m.Name), ("care.sent", m.SentAt), ("care.clicked", m.ClickedAt)))]),
            new("care.events", Fate.Anonymised, [.. events.Select(e => Row(("care.event", e.TitleZh), ("care.state", e.State.ToString()), ("care.event.signedUp", e.SignedUpAt), ("care.event.came", e.CheckedInAt)))]),
            new("care.choices", Fate.Removed, [.. choices.Select(c => Row(("care.sent", c.At), ("care.purpose", c.Purpose.ToString()), ("care.choice.allowed", c.Allowed)))]),
        ];
    }
}
