using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.AutoTags;

[Needs("customers.read")]
internal sealed class PanelPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ExplainTags.View Tags { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Tags = await Send(new ExplainTags.Query(Id));
        return Page();
    }
}
