using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Panels;

[Needs("surveys.results")]
internal sealed class CustomerPanelPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IReadOnlyList<CustomerScores.Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(new CustomerScores.Query(Id));
        return PageOr("_Customer");
    }
}
