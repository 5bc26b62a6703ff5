using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.SubTasks;

[Needs("tickets.write")]
internal sealed class NewSubTaskPage(IStaffDirectory staff) : FormPage<AskSubTask.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;
    public string? OwnerName { get; private set; }

    protected override Task<AskSubTask.Command> Load() => Task.FromResult(new AskSubTask.Command { Id = Id, Within = "8wh" });

    protected override async Task Prepare()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        Lists = await Send(new TicketChoices.Query());
        OwnerName = Form.OwnerId is { } owner ? (await staff.Everyone(HttpContext.RequestAborted)).GetValueOrDefault(owner)?.Name : null;
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/{Id}", "tickets.subtask.asked");
    }
}
