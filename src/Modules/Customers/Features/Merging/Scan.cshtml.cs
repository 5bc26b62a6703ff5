using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Merging;

[Needs("customers.merge")]
internal sealed class ScanPage : CrmPage
{
    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync() => Done($"/jobs/{await Send(new ScanAllCustomers.Command())}");
}
