using System.Globalization;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Tickets.Domain;
using NodaTime;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Tells a reader why something is due when it is: "8 h of working time from Fri 16:50, weekend and 5 Oct off".</summary>
internal sealed class DueWords(Texts texts, Show show, CurrentUser user, TimeProvider clock)
{
    // More special days than that are counted, not named.
    const int Named = 4;

    static CultureInfo Culture => CultureInfo.CurrentCulture;

    public string Of(DueReason why)
    {
        var parts = new List<string> { texts["tickets.due.from", Amount(why.Target), Moment(why.From)] };
        if (why.StoodStill > TimeSpan.Zero) parts.Add(texts["tickets.due.stood_still", show.Span(why.StoodStill)]);
        Say("tickets.due.off", [.. Weekdays(why), .. Runs(why, DayKind.Holiday)]);
        Say("tickets.due.worked", [.. Runs(why, DayKind.MadeUp)]);
        Say("tickets.due.other_hours", [.. Runs(why, DayKind.OtherHours)]);
        return string.Join(texts["tickets.due.comma"], parts);

        void Say(string key, List<string> days)
        {
            if (days.Count > 0) parts.Add(texts[key, days.Count == 1 ? days[0] : texts["tickets.due.and", string.Join(texts["tickets.due.list"], days.SkipLast(1)), days[^1]]]);
        }
    }

    string Amount(Target target) => target.Unit == TargetUnit.WorkingHours ? texts["tickets.due.working_hours", target.Amount.ToString("0.##", Culture)] : texts.Of(target);

    // The weekday says enough within the week.
    string Moment(DateTimeOffset at)
    {
        var (local, now) = (user.Zone.At(at), user.Zone.At(clock.GetUtcNow()));
        return (local.Date - now.Date).Duration().TotalDays < 7 ? local.ToString("ddd HH:mm", Culture) : show.DateTime(at);
    }

    IEnumerable<string> Weekdays(DueReason why) => why.FreeWeekdays is [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday]
        ? [texts[why.FreeWeeks > 1 ? "tickets.due.weekends" : "tickets.due.weekend"]]
        : why.FreeWeekdays.Select(d => Culture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)((int)d % 7)));

    IEnumerable<string> Runs(DueReason why, DayKind kind)
    {
        var runs = why.Runs.Where(r => r.Kind == kind).ToList();
        return runs.Count <= Named ? runs.Select(Run) : runs.Take(Named - 1).Select(Run).Append(texts["tickets.due.more", runs.Count - Named + 1]);
    }

    string Run(DayRun run) => run.From == run.To ? Day(run.From)
        : run.From.Month == run.To.Month ? texts["tickets.due.range.month", run.From.Day, run.To.Day, Month(run.From)]
        : texts["tickets.due.range", Day(run.From), Day(run.To)];

    string Day(LocalDate date) => texts["tickets.due.day", date.Day, Month(date)];

    static string Month(LocalDate date) => Culture.DateTimeFormat.GetAbbreviatedMonthName(date.Month);
}
