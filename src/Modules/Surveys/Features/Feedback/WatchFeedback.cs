using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Feedback;

/// <summary>Reminds owners before the time to answer runs out, and tells those above them when it has: each once.</summary>
internal sealed class WatchFeedback(SurveysDb db, IStaffDirectory staff, ISettings settings, TimeProvider clock) : ISweep
{
    const int Batch = 500;

    public string Cron => "0 3/5 * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = TimeSpan.FromHours((await settings.Get(FeedbackTerms.Setting, new FeedbackTerms(), ct)).RemindHours);
        var soon = now + before;
        var due = await db.Feedback.Where(f => f.State == FeedbackState.Open && ((f.RemindedAt == null && f.DueAt <= soon) || (f.EscalatedAt == null && f.DueAt < now))).OrderBy(f => f.DueAt).ThenBy(f => f.Id).Take(Batch).ToListAsync(ct);
        if (due.Count == 0) return;
        var (people, teams, analysts) = (await staff.Everyone(ct), await staff.Teams(ct), await staff.HoldersOf("surveys.write", ct)); // who sees all of it
        // One sentence a person, however many there are.
        var (reminded, escalated) = (new Dictionary<long, List<FeedbackItem>>(), new Dictionary<long, List<FeedbackItem>>());
        foreach (var f in due)
        {
            if (f.Remind(before, now) && !f.Overdue(now)) foreach (var person in Owners(f)) Add(reminded, person, f);
            if (f.Escalate(now)) foreach (var person in Owners(f).Union(Above(f))) Add(escalated, person, f);
        }
        foreach (var (person, items) in reminded) Tell(person, items, "surveys.notice.feedback_soon", "Open");
        foreach (var (person, items) in escalated) Tell(person, items, "surveys.notice.feedback_overdue", "Overdue");
        await db.SaveChangesAsync(ct);

        IReadOnlyList<long> Owners(FeedbackItem f) => f.OwnerId is { } owner && people.GetValueOrDefault(owner) is { Active: true } known ? known.Available ? [owner] : [owner, .. known.SubstituteId is { } other ? [other] : Array.Empty<long>()] : Above(f);

        // The team's supervisor; where there is none, the analysts.
        IReadOnlyList<long> Above(FeedbackItem f) => f.TeamId is { } team && teams.GetValueOrDefault(team)?.SupervisorId is { } supervisor && people.GetValueOrDefault(supervisor) is { Active: true } ? [supervisor] : analysts;

        void Tell(long person, List<FeedbackItem> items, string text, string view) =>
            db.Notify(person, $"{text}:{items.Min(i => i.Id)}", "message-reply", items.Count == 1 ? $"/feedback/{items[0].Id}" : $"/feedback?view={view}", text, items.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));

        static void Add(Dictionary<long, List<FeedbackItem>> told, long person, FeedbackItem item)
        {
            if (!told.TryGetValue(person, out var list)) told[person] = list = [];
            list.Add(item);
        }
    }
}
