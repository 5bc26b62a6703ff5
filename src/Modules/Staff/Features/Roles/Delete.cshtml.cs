using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Roles;

[Needs("staff.manage")]
internal sealed class DeletePage : CrmPage
{
    public Task<IActionResult> OnPostAsync(long id) => Try(async () =>
    {
        await Send(new DeleteRole.Command(id));
        return Done("/roles", "deleted");
    }, () => Task.FromResult<IActionResult>(Page()));
}
