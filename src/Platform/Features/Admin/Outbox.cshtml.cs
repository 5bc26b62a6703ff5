using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Platform.Features.Admin;

[Needs("system.operate")]
internal sealed class OutboxPage : CrmPage
{
    public ListOutbox.Answer Answer { get; private set; } = new([], []);

    public async Task OnGetAsync() => Answer = await Send(new ListOutbox.Query());
}
