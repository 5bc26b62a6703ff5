using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class IncidentsPage : CrmPage
{
    [FromQuery]
    public string? After { get; set; }

    public Slice<ListIncidents.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListIncidents.Query(After));
}
