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
        // Nobody is left to be signed in: the set-up page makes the first administrator.
        return Redirect("/setup");
    }
}
