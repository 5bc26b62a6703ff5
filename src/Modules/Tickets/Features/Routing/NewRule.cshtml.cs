using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Routing;

[Needs("tickets.settings")]
internal sealed class NewRulePage : RuleFormPage
{
    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = 0 });
        return Done("/tickets/settings/routing", "tickets.settings.saved");
    }
}
