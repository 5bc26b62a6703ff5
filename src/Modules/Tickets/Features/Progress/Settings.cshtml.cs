using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Progress;

[Needs("tickets.settings")]
internal sealed class SettingsPage : FormPage<ChangeProgress.Command>
{
    protected override Task<ChangeProgress.Command> Load() => Send(new ChangeProgress.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/settings", "tickets.settings.saved");
    }
}
