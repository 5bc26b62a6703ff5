using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Segments.Clusters;

[Needs("customers.segments")]
internal sealed class RunPage : CrmPage
{
    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new FindClusters.Command());
        return Done("/segments/clusters", "customers.clusters.started");
    }
}
