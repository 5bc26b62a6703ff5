using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Mail;

[Needs("system.operate")]
internal sealed class RetryPage : FormPage<RetryMail.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override async Task<IActionResult> Save()
    {
        await Send(new RetryMail.Command { Id = Id });
        return Done($"/admin/mail/{Id}", "mail.retried");
    }
}
