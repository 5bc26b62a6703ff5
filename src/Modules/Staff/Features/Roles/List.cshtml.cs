using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Staff.Features.Roles;

[Needs("staff.manage")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ListRoles.Item> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListRoles.Query());
}
