using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Segments.Clusters;

[Needs("customers.read")]
internal sealed class ShowPage : CrmPage
{
    public ShowClusters.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ShowClusters.Query());
        return Page();
    }
}
