using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Merging;

[Needs("customers.merge")]
internal sealed class DismissPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new DismissDuplicate.Command(Id));
        return Done("/customers/duplicates", "customers.duplicates.dismissed");
    }
}
