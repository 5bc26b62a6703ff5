using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Routing;

/// <summary>How a team gets its tickets, on the team's page.</summary>
[Needs("tickets.settings")]
internal sealed class TeamPanelPage : CrmPage
{
    public ShowRouting.TeamLine Team { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long id)
    {
        Team = (await Send(new ShowRouting.Query(id))).Teams.SingleOrDefault() ?? throw new MissingException("Team", id);
        return PageOr("_TeamPanel");
    }
}
