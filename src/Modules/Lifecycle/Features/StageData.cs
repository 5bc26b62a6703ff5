using Crm.Lifecycle.Data;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;
using static Crm.Platform.Privacy.SubjectSection;

namespace Crm.Lifecycle.Features;

/// <summary>What this module holds of a customer. Copies of orders, contacts and deals are told where they come from.</summary>
internal sealed class StageData(LifecycleDb db, Texts texts) : ISubjectData
{
    public int Order => 60;

    public async Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct)
    {
        var changes = await db.StageChanges.AsNoTracking().Where(s => s.CustomerId == subjectId).OrderBy(s => s.Id).ToListAsync(ct);
        var hands = await db.HandSettings.AsNoTracking().Where(h => h.CustomerId == subjectId).OrderBy(h => h.Id).ToListAsync(ct);
        var steps = await (from r in db.Runs.AsNoTracking() where r.CustomerId == subjectId from s in r.Steps orderby s.Id select new { s.Chinese, s.English, s.DueAt, s.DoneAt }).ToListAsync(ct);
        return
        [
            new("lifecycle.history", Fate.Anonymised, [.. changes.Select(s => Row(("lifecycle.when", s.At), ("lifecycle.flow.from", s.From is { } f ? texts[f] : null), ("lifecycle.flow.to", s.To is { } t ? texts[t] : null), ("lifecycle.why", texts[s.Why])))]),
            new("lifecycle.byHand", Fate.Removed, [.. hands.Select(h => Row(("lifecycle.when", h.At), ("lifecycle.stage", texts[h.Stage]), ("lifecycle.hand.reason", h.Reason), ("lifecycle.hand.until.label", $"{h.Until:yyyy-MM-dd}")))]),
            new("lifecycle.books", Fate.Anonymised, [.. steps.Select(s => Row(("lifecycle.step", $"{s.Chinese} / {s.English}"), ("lifecycle.due", s.DueAt), ("lifecycle.step.done", s.DoneAt)))]),
        ];
    }
}
