using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Recommendations;

[Needs("customers.write")]
internal sealed class PersonalisationPage : FormPage<SetPersonalisation.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public SetPersonalisation.View Customer { get; private set; } = null!;

    protected override async Task<SetPersonalisation.Command> Load() => new() { CustomerId = Id, Personalised = (await Send(new SetPersonalisation.Query(Id))).Personalised };

    protected override async Task Prepare() => Customer = await Send(new SetPersonalisation.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { CustomerId = Id });
        return Done($"/customers/{Id}", Form.Personalised ? "customers.personalisation.on" : "customers.personalisation.off");
    }
}
