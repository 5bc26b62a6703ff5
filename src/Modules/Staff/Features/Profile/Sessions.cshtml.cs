using Crm.Platform.Web;
using Crm.Staff.Features.Sessions;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class SessionsPage : CrmPage
{
    public IReadOnlyList<ListSessions.Item> Rows { get; private set; } = [];

    public Guid? Current { get; private set; }

    public async Task OnGetAsync() => (Rows, Current) = (await Send(new ListSessions.Query()), HttpContext.SessionId());
}
