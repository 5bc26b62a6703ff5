using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class NewPolicyPage : PolicyFormPage
{
    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = 0 });
        return Done("/tickets/settings", "tickets.settings.saved");
    }
}
