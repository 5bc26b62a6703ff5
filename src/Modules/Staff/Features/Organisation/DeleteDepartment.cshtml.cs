using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Organisation;

[Needs("staff.manage")]
internal sealed class DeleteDepartmentPage : CrmPage
{
    public Task<IActionResult> OnPostAsync(long id) => Try(async () =>
    {
        await Send(new DeleteDepartment.Command(id));
        return Done("/teams", "deleted");
    }, () => Task.FromResult<IActionResult>(Page()));
}
