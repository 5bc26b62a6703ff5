using Crm.Customers.Features.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Plans;

[Needs("customers.write")]
internal sealed class SetPage : FormPage<SetPlan.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string Name { get; private set; } = "";

    protected override Task<SetPlan.Command> Load() => Send(new SetPlan.Query(Id));

    protected override async Task Prepare() => Name = await Send(new NameCustomer.Query(Id));

    public override Task<IActionResult> OnPostAsync()
    {
        Form = Form with { Id = Id };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done($"/customers/{Id}", "customers.plan.done");
    }
}
