using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Settings;

[Needs("customers.settings")]
internal sealed class CarePage : FormPage<ChangeCare.Command>
{
    protected override Task<ChangeCare.Command> Load() => Send(new ChangeCare.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/customers/settings", "customers.care.done");
    }
}
