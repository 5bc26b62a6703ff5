using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Admin;

[Needs("system.operate")]
internal sealed class RemoveDemoPage(Demo.DemoData demo) : FormPage<RemoveDemo.Command>
{
    public bool Loaded { get; private set; }

    protected override async Task Prepare() => Loaded = await demo.IsLoaded(HttpContext.RequestAborted);

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        // A demo person is signed out by this, and with nobody left the set-up page makes the first administrator.
        return Done("/", "demo.removed");
    }
}
