using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Goodwill;

[Needs("tickets.settings")]
internal sealed class GoodwillSettingsPage : FormPage<ChangeGoodwill.Command>
{
    protected override Task<ChangeGoodwill.Command> Load() => Send(new ChangeGoodwill.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/settings/goodwill", "tickets.settings.saved");
    }
}
