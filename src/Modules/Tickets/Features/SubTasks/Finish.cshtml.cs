using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.SubTasks;

[Authorize]
internal sealed class FinishPage : FormPage<FinishSubTask.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public FinishSubTask.View Asked { get; private set; } = null!;

    protected override async Task Prepare() => Asked = await Send(new FinishSubTask.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        var seen = await Send(new FinishSubTask.Query(Id));
        await Send(Form with { Id = Id });
        return Done(seen.TicketId is { } ticket ? $"/tickets/{ticket}" : "/tickets/sub-tasks", "tickets.subtask.closed");
    }
}
