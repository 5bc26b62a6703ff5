using System.Globalization;
using Crm.Contracts.Tickets;
using Crm.Platform.Localization;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Html;
using static Crm.Platform.Web.Tags.Html;

namespace Crm.Tickets.Features.Tickets;

internal static class TargetTexts
{
    /// <summary>"15 minutes", "4 hours", "8 working hours", "10 working days".</summary>
    public static string Of(this Texts texts, Target target) => target switch
    {
        { Unit: TargetUnit.Hours, Amount: < 1 } => texts["tickets.target.minutes", (target.Amount * 60).ToString("0.##", CultureInfo.CurrentCulture)],
        { Unit: TargetUnit.Hours } => texts["tickets.target.hours", target.Amount.ToString("0.##", CultureInfo.CurrentCulture)],
        { Unit: TargetUnit.WorkingHours } => texts["tickets.target.working_hours", target.Amount.ToString("0.##", CultureInfo.CurrentCulture)],
        _ => texts["tickets.target.working_days", target.Amount.ToString("0.##", CultureInfo.CurrentCulture)],
    };
}

/// <summary>A due time as lists show it: when, of which clock, and why then.</summary>
internal sealed record DueLine(DateTimeOffset At, ClockKind? Kind, string? Why, DateTimeOffset Now)
{
    /// <summary>At a glance the time left is enough; the whole sentence is for the pointer and for who listens.</summary>
    public IHtmlContent Badge(Texts texts, Show show)
    {
        var whole = string.Join(" · ", new[] { Kind is { } kind ? texts[kind] : null, show.DateTime(At), Why }.Where(t => !string.IsNullOrEmpty(t)));
        return El("span", $"badge bg-{Colors.Due(At, Now)}-lt",
            El("time", "text-nowrap", show.Ago(At)).With("datetime", At.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
            El("span", "visually-hidden", " " + whole)).With("title", whole);
    }
}
