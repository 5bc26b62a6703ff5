using Crm.Customers.Features.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Since;

[Needs("customers.write")]
internal sealed class CorrectPage : FormPage<CorrectSince.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string Name { get; private set; } = "";

    protected override Task<CorrectSince.Command> Load() => Send(new CorrectSince.Query(Id));

    protected override async Task Prepare() => Name = await Send(new NameCustomer.Query(Id));

    public override Task<IActionResult> OnPostAsync()
    {
        Form = Form with { Id = Id };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done($"/customers/{Id}", "customers.since.done");
    }
}
