using Crm.Platform.Time;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Panels;

/// <summary>The desk now and today.</summary>
[Needs("tickets.read")]
internal sealed class TodayPage(InstallationZone zone, TimeProvider clock) : CrmPage
{
    public DateOnly Day => zone.DayOf(clock.GetUtcNow());
    public QueueFigures.Result Figures { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var team = DashboardFilter.Of(Request).Team;
        Figures = await Send(new QueueFigures.Query(team));
        return PageOr("_Today");
    }
}
