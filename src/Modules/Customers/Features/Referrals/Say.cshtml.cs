using Crm.Customers.Features.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Referrals;

[Needs("customers.write")]
internal sealed class SayPage : FormPage<SayReferrer.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string Name { get; private set; } = "";

    public string? Referrer { get; private set; }

    protected override Task<SayReferrer.Command> Load() => Send(new SayReferrer.Query(Id));

    protected override async Task Prepare()
    {
        Name = await Send(new NameCustomer.Query(Id));
        Referrer = (await Send(new ShowReferral.Query(Id))).Referrer;
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/customers/{Id}", "customers.referral.done");
    }
}
