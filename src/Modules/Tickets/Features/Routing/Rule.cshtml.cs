using Crm.Platform.Users;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Routing;

[Needs("tickets.settings")]
internal sealed class RulePage : RuleFormPage
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<ChangeRoutingRule.Command> Load() => Send(new ChangeRoutingRule.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/tickets/settings/routing", "tickets.settings.saved");
    }
}
