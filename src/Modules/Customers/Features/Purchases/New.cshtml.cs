using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Purchases;

[Needs("customers.write")]
internal sealed class NewPage(TimeProvider clock) : FormPage<RecordPurchase.Command>
{
    [FromRoute]
    public long CustomerId { get; set; }

    protected override Task<RecordPurchase.Command> Load() => Task.FromResult(new RecordPurchase.Command { PurchasedAt = clock.GetUtcNow(), Currency = "CNY" });

    protected override async Task<IActionResult> Save()
    {
        var id = await Send(Form with { CustomerId = CustomerId });
        return Done($"/purchases/{id}", "customers.purchase.recorded");
    }
}
