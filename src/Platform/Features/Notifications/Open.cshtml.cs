using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Notifications;

/// <summary>Goes where a notice leads, and marks it as read.</summary>
[Authorize]
internal sealed class OpenPage : FormPage<ReadNotifications.Command>
{
    protected override async Task<IActionResult> Save() =>
        Done(await Send(new ReadNotifications.Command { Id = long.Parse((string)RouteData.Values["id"]!, System.Globalization.CultureInfo.InvariantCulture) }));
}
