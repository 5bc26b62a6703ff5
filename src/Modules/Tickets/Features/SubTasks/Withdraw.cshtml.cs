using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.SubTasks;

[Needs("tickets.write")]
internal sealed class WithdrawSubTaskPage : FormPage<WithdrawSubTask.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ChangeSubTask.View Asked { get; private set; } = null!;

    protected override async Task<WithdrawSubTask.Command> Load()
    {
        Asked = await Send(new ChangeSubTask.Query(Id));
        return new() { Id = Id, Version = Asked.Now.Version };
    }

    protected override async Task Prepare() => Asked ??= await Send(new ChangeSubTask.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        var ticket = await Send(Form with { Id = Id });
        return Done($"/tickets/{ticket}", "tickets.subtask.withdrawn");
    }
}
