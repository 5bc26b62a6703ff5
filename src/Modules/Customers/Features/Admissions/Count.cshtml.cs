using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Admissions;

/// <summary>The number beside the menu's entry.</summary>
[Needs("customers.admit")]
internal sealed class CountPage : CrmPage
{
    public int Waiting { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        Waiting = await Send(new ListPending.CountQuery());
        return Page();
    }
}
