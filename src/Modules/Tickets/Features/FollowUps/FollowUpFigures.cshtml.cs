using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.FollowUps;

[Needs("followups.read")]
internal sealed class FollowUpFiguresPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ReadFollowUps.Query Filter { get; set; } = new();

    public FollowUpBy By => Figures.By;
    public ReadFollowUps.View Figures { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        Figures = await Send(Filter);
        Lists = await Send(new TicketChoices.Query());
    }

    /// <summary>Address of the call backs behind a figure; a line's own value takes the place of the filter's.</summary>
    public string List(string? more = null)
    {
        var kept = new List<string> { "view=All" };
        void Keep(string name, string? value) { if (value is not null && more?.StartsWith(name + "=", StringComparison.Ordinal) != true) kept.Add($"{name}={value}"); }
        Keep("from", Filter.From?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Keep("to", Filter.To?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Keep("teamId", Filter.TeamId?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Keep("ownerId", Filter.OwnerId?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Keep("causeId", Filter.CauseId?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (more is not null) kept.Add(more);
        return "/follow-ups?" + string.Join('&', kept);
    }

    public string Note(Show show, ShareOf share) => $"n = {show.Number(share.N)}" + (share.Interval is { } i ? $", 95 %: {show.Percent(i.Low)} … {show.Percent(i.High)}" : "");

    public string Hours(Show show, TimeSpan? time) => time is { } t ? L["tickets.followup.hours", show.Number(t.TotalHours)] : "–";
}
