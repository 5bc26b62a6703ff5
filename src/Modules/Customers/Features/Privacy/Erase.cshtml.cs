using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.erase")]
internal sealed class ErasePage : FormPage<EraseCustomer.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public EraseCustomer.View Customer { get; private set; } = null!;

    protected override async Task<EraseCustomer.Command> Load()
    {
        Customer = await Send(new EraseCustomer.Query(Id));
        return new() { Id = Id, Version = Customer.Version };
    }

    protected override async Task Prepare() => Customer ??= await Send(new EraseCustomer.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        Form = Form with { Id = Id };
        await Send(Form);
        return Done($"/customers/{Id}", "customers.erased");
    }
}
