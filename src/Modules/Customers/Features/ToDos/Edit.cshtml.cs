using Crm.Contracts.Staff;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.ToDos;

[Needs("customers.write")]
internal sealed class EditPage(IStaffDirectory staff) : FormPage<EditToDo.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public IReadOnlyList<Choice> People { get; private set; } = [];

    protected override Task<EditToDo.Command> Load() => Send(new EditToDo.Query(Id));

    protected override async Task Prepare() => People = await StaffChoices.Active(staff, HttpContext.RequestAborted);

    public override Task<IActionResult> OnPostAsync()
    {
        Form = Form with { Id = Id };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/todos", "customers.todo.changed");
    }
}
