using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Notifications;

/// <summary>Marks all notices as read.</summary>
[Authorize]
internal sealed class ReadPage : FormPage<ReadNotifications.Command>
{
    protected override async Task<IActionResult> Save() => Done(await Send(new ReadNotifications.Command()), "notifications.readAll.done");
}
