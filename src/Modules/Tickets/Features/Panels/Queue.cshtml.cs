using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Panels;

/// <summary>Today's queue on the dashboard.</summary>
[Needs("tickets.read")]
internal sealed class QueuePage : CrmPage
{
    public QueueFigures.Result Figures { get; private set; } = null!;
    public string TeamQuery { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        var team = DashboardFilter.Of(Request).Team;
        TeamQuery = team is null ? "" : $"&teamId={team}";
        Figures = await Send(new QueueFigures.Query(team));
        return PageOr("_Queue");
    }
}
