using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Platform.Features.Admin;

[Needs("system.operate")]
internal sealed class OverviewPage(CurrentUser user) : CrmPage
{
    public ShowSystem.Answer Answer { get; private set; } = null!;

    public bool Sees(string permission) => user.Can(permission);

    public async Task OnGetAsync() => Answer = await Send(new ShowSystem.Query());
}
