using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Notes;

[Needs("customers.write")]
internal sealed class NewPage : FormPage<AddNote.Command>
{
    [FromRoute]
    public long CustomerId { get; set; }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { CustomerId = CustomerId });
        return Done($"/customers/{CustomerId}", "customers.note.added");
    }
}
