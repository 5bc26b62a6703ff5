using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Contacts;

[Needs("customers.write")]
internal sealed class EditPage : FormPage<EditContact.Command>, IContactForm
{
    [FromRoute]
    public long CustomerId { get; set; }

    [FromRoute]
    public long Id { get; set; }

    ContactInput IContactForm.Form => Form;

    protected override Task<EditContact.Command> Load() => Send(new EditContact.Query(CustomerId, Id));

    public override Task<IActionResult> OnPostAsync()
    {
        Form.DropBlanks();
        Form = Form with { CustomerId = CustomerId, Id = Id };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done($"/customers/{CustomerId}/contacts/{Id}", "customers.changed", Form.Name);
    }
}
