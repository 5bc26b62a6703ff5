using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Merging;

[Needs("customers.settings")]
internal sealed class SettingsPage : FormPage<DuplicateSettings.Command>
{
    protected override Task<DuplicateSettings.Command> Load() => Send(new DuplicateSettings.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/customers/settings", "customers.duplicates.settings.done");
    }
}
