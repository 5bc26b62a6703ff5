using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Platform.Features.Notifications;

/// <summary>What hangs below the bell: the newest notices.</summary>
[Authorize]
internal sealed class BellPage : CrmPage
{
    public Slice<ListNotifications.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListNotifications.Query(Size: 8));
}
