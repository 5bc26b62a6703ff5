using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Admin;

[Needs("system.operate")]
internal sealed class RetryPage : FormPage<RetryOutbox.Command>
{
    protected override async Task<IActionResult> Save() => Done("/admin/outbox", "admin.outbox.retried", await Send(Form));
}
