using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.FollowUps;

[Needs("followups.write")]
internal sealed class ClosePage : FormPage<CloseFollowUp.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewFollowUp.Result FollowUp { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;

    protected override async Task<CloseFollowUp.Command> Load()
    {
        FollowUp = await Send(new ViewFollowUp.Query(Id));
        return new CloseFollowUp.Command { Id = Id, Version = FollowUp.Version };
    }

    protected override async Task Prepare()
    {
        FollowUp ??= await Send(new ViewFollowUp.Query(Id));
        Lists = await Send(new TicketChoices.Query());
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/follow-ups/{Id}", "tickets.followup.closed");
    }
}
