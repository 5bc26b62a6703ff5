using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Purchases;

[Needs("customers.write")]
internal sealed class RefundPage : FormPage<RefundPurchase.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ShowPurchase.View Purchase { get; private set; } = null!;

    protected override async Task<RefundPurchase.Command> Load()
    {
        var purchase = await Send(new ShowPurchase.Query(Id));
        return new RefundPurchase.Command { Id = Id, Version = purchase.Version };
    }

    protected override async Task Prepare() => Purchase = await Send(new ShowPurchase.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/purchases/{Id}", "customers.refund.done");
    }
}
