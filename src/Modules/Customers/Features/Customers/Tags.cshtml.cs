using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Customers;

[Needs("customers.write")]
internal sealed class TagsPage : FormPage<TagCustomer.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/customers/{Id}");
    }
}
