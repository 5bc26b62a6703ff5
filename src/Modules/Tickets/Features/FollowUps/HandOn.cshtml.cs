using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.FollowUps;

[Needs("followups.write")]
internal sealed class HandOnPage(IStaffDirectory staff) : FormPage<HandOnFollowUp.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewFollowUp.Result FollowUp { get; private set; } = null!;
    public string? OwnerName { get; private set; }

    protected override async Task<HandOnFollowUp.Command> Load()
    {
        FollowUp = await Send(new ViewFollowUp.Query(Id));
        return new HandOnFollowUp.Command { Id = Id, Version = FollowUp.Version };
    }

    protected override async Task Prepare()
    {
        FollowUp ??= await Send(new ViewFollowUp.Query(Id));
        OwnerName = Form.OwnerId is { } owner ? (await staff.Everyone(HttpContext.RequestAborted)).GetValueOrDefault(owner)?.Name : null;
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        // Whose it is now the reader may not see any more.
        return Done("/follow-ups", "tickets.followup.handed_on");
    }
}
