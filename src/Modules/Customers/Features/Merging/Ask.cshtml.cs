using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Merging;

[Needs("customers.write")]
internal sealed class AskPage : FormPage<AskForAccess.Command>
{
    [FromQuery(Name = "who")]
    public string? Who { get; set; }

    protected override Task<AskForAccess.Command> Load() => Task.FromResult(new AskForAccess.Command { Who = Who ?? "" });

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/customers", "customers.ask.done");
    }
}
