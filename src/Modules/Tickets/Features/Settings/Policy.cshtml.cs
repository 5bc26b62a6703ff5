using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Settings;

[Needs("tickets.settings")]
internal sealed class PolicyPage : PolicyFormPage
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<ChangePolicy.Command> Load() => Send(new ChangePolicy.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/tickets/settings", "tickets.settings.saved");
    }
}
