using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.SubTasks;

[Needs("tickets.write")]
internal sealed class EditSubTaskPage(IStaffDirectory staff) : FormPage<ChangeSubTask.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ChangeSubTask.View Asked { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;
    public string? OwnerName { get; private set; }

    protected override async Task<ChangeSubTask.Command> Load() => (Asked = await Send(new ChangeSubTask.Query(Id))).Now;

    protected override async Task Prepare()
    {
        Asked ??= await Send(new ChangeSubTask.Query(Id));
        Lists = await Send(new TicketChoices.Query(Codes: false));
        OwnerName = Form.OwnerId is { } owner ? (await staff.Everyone(HttpContext.RequestAborted)).GetValueOrDefault(owner)?.Name : null;
    }

    protected override async Task<IActionResult> Save()
    {
        var ticket = await Send(Form with { Id = Id });
        return Done($"/tickets/{ticket}", "tickets.subtask.changed");
    }
}
