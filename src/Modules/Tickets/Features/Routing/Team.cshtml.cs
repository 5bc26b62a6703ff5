using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Routing;

[Needs("tickets.settings")]
internal sealed class TeamPage(IStaffDirectory staff) : FormPage<ChangeTeamRouting.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public string Name { get; private set; } = "";

    protected override Task<ChangeTeamRouting.Command> Load() => Send(new ChangeTeamRouting.Query(Id));

    protected override async Task Prepare() => Name = (await staff.Teams(HttpContext.RequestAborted)).GetValueOrDefault(Id)?.Name ?? throw new MissingException("Team", Id);

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { TeamId = Id });
        return Done("/tickets/settings/routing", "tickets.settings.saved");
    }
}
