using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Value;

[Needs("customers.settings")]
internal sealed class SettingsPage : FormPage<ChangeThresholds.Command>
{
    protected override Task<ChangeThresholds.Command> Load() => Send(new ChangeThresholds.Query());

    protected override async Task<IActionResult> Save() => Done($"/jobs/{await Send(Form)}", "customers.value.working");
}
