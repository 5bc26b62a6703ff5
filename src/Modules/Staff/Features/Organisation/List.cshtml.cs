using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Staff.Features.Organisation;

[Needs("staff.manage")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ListTeams.DepartmentItem> Departments { get; private set; } = [];

    public async Task OnGetAsync() => Departments = await Send(new ListTeams.Query());
}
