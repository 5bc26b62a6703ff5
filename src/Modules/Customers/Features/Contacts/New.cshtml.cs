using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Contacts;

[Needs("customers.write")]
internal sealed class NewPage : FormPage<AddContact.Command>, IContactForm
{
    [FromRoute]
    public long CustomerId { get; set; }

    ContactInput IContactForm.Form => Form;

    public override Task<IActionResult> OnPostAsync()
    {
        Form.DropBlanks();
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { CustomerId = CustomerId });
        return Done($"/customers/{CustomerId}", "customers.contact.added", Form.Name);
    }
}

/// <summary>What the shared fields of the new and the edit page need.</summary>
internal interface IContactForm
{
    ContactInput Form { get; }
}
