using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Board;

/// <summary>Broken promises of today and of the week, on the board and by its own address.</summary>
[Needs("tickets.review")]
internal sealed class BreachesPage : CrmPage
{
    public long? TeamId { get; private set; }
    public ShowBreaches.Result Breaches { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long? teamId)
    {
        TeamId = teamId;
        Breaches = await Send(new ShowBreaches.Query(teamId));
        return PageOr("_Breaches");
    }
}
