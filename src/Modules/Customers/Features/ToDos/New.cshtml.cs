using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.ToDos;

[Needs("customers.write")]
internal sealed class NewPage(IStaffDirectory staff, CurrentUser user) : FormPage<AddToDo.Command>
{
    [FromRoute]
    public long CustomerId { get; set; }

    public IReadOnlyList<Choice> People { get; private set; } = [];

    protected override Task<AddToDo.Command> Load() => Task.FromResult(new AddToDo.Command { OwnerId = user.Id });

    protected override async Task Prepare() => People = await StaffChoices.Active(staff, HttpContext.RequestAborted);

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { CustomerId = CustomerId });
        return Done($"/customers/{CustomerId}", "customers.todo.added");
    }
}
