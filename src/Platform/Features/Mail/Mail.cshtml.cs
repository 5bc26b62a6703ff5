using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Platform.Features.Mail;

[Needs("system.operate")]
internal sealed class MailPage : CrmPage
{
    public ShowMail.Answer Answer { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Answer = await Send(new ShowMail.Query(id));
}
