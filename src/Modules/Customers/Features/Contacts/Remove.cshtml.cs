using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Contacts;

[Needs("customers.write")]
internal sealed class RemovePage : CrmPage
{
    [FromRoute]
    public long CustomerId { get; set; }

    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new RemoveContact.Command(CustomerId, Id));
        return Done($"/customers/{CustomerId}", "customers.contact.removed");
    }
}
