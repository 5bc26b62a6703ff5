using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Organisation;

[Needs("staff.manage")]
internal sealed class EditDepartmentPage : FormPage<SaveDepartment.Command>
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    protected override Task<SaveDepartment.Command> Load() => Send(new SaveDepartment.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/teams", "saved");
    }
}
