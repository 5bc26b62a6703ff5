using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Panels;

[Needs("surveys.write")]
internal sealed class HomePanelPage : CrmPage
{
    public ReadDesk.View Desk { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Desk = await Send(new ReadDesk.Query());
        return PageOr("_Home");
    }
}
