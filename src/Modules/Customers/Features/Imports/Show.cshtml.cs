using Crm.Customers.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Imports;

[Needs("customers.import")]
internal sealed class ShowPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [FromQuery]
    public RowState? State { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public ShowImport.View Import { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Import = await Send(new ShowImport.Query(Id, State, After));
        return PageOr("_Import");
    }
}
