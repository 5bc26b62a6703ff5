using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Platform.Features.Notifications;

/// <summary>The number on the bell.</summary>
[Authorize]
internal sealed class CountPage : CrmPage
{
    public int Unread { get; private set; }

    public async Task OnGetAsync() => Unread = await Send(new CountUnread.Query());
}
