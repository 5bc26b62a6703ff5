using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Organisation;

[Needs("staff.manage")]
internal sealed class NewDepartmentPage : FormPage<SaveDepartment.Command>
{
    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = 0 });
        return Done("/teams", "saved");
    }
}
