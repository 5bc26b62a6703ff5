using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Dashboard;

[Needs("surveys.results")]
internal sealed class TopDriversPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public SatisfactionFilter Filter { get; set; } = new();

    public ReadTopDrivers.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ReadTopDrivers.Query(Filter));
        return PageOr("_TopDrivers");
    }
}
