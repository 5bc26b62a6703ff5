using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("customers.write")]
internal sealed class RemoveSensitivePage : FormPage<RemoveSensitive.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [FromRoute]
    public long Value { get; set; }

    protected override async Task<IActionResult> Save()
    {
        await Send(new RemoveSensitive.Command { Id = Id, ValueId = Value });
        return Done($"/customers/{Id}/sensitive", "customers.sensitive.removed");
    }
}
