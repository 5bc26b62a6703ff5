using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class RequestsPage : CrmPage
{
    [FromQuery]
    public bool All { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public Slice<ListRequests.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListRequests.Query(All, After));
}
