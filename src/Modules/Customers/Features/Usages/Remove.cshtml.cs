using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Usages;

[Needs("customers.write")]
internal sealed class RemovePage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ListUsages.Row Usage { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Usage = (await Send(new ShowUsage.Query(Id))).Usage;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync() => Done($"/customers/{await Send(new RemoveUsage.Command(Id))}/usages", "customers.usage.removed");
}
