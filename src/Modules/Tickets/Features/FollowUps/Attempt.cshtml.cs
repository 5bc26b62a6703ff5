using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.FollowUps;

[Needs("followups.write")]
internal sealed class AttemptPage : FormPage<LogAttempt.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewFollowUp.Result FollowUp { get; private set; } = null!;

    protected override async Task<LogAttempt.Command> Load()
    {
        FollowUp = await Send(new ViewFollowUp.Query(Id));
        return new LogAttempt.Command { Id = Id, Channel = Domain.AttemptChannel.Phone };
    }

    protected override async Task Prepare()
    {
        FollowUp ??= await Send(new ViewFollowUp.Query(Id));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/follow-ups/{Id}", "tickets.followup.logged");
    }
}
