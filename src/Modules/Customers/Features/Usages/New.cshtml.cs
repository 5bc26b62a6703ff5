using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Usages;

[Needs("customers.write")]
internal sealed class NewPage(TimeProvider clock) : FormPage<RecordUsage.Command>
{
    [FromRoute]
    public long CustomerId { get; set; }

    // The form brings its id along, so that a second click finds the use known.
    protected override Task<RecordUsage.Command> Load() => Task.FromResult(new RecordUsage.Command { UsedAt = clock.GetUtcNow(), Quantity = 1, ExternalId = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N") });

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { CustomerId = CustomerId, Source = null });
        return Done($"/customers/{CustomerId}/usages", "customers.usage.recorded");
    }
}
