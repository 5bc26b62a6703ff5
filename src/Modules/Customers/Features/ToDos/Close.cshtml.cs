using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.ToDos;

[Needs("customers.write")]
internal sealed class ClosePage : FormPage<CloseToDo.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public CloseToDo.View ToDo { get; private set; } = null!;

    protected override async Task Prepare() => ToDo = await Send(new CloseToDo.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/todos", "customers.todo.done");
    }
}
