using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.FollowUps;

[Needs("tickets.review")]
internal sealed class GiveUpPage : FormPage<GiveUpFollowUp.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewFollowUp.Result FollowUp { get; private set; } = null!;

    protected override async Task<GiveUpFollowUp.Command> Load()
    {
        FollowUp = await Send(new ViewFollowUp.Query(Id));
        return new GiveUpFollowUp.Command { Id = Id, Version = FollowUp.Version };
    }

    protected override async Task Prepare()
    {
        FollowUp ??= await Send(new ViewFollowUp.Query(Id));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/follow-ups/{Id}", "tickets.followup.gave_up");
    }
}
