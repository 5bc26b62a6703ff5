using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.FollowUps;

[Needs("followups.read")]
internal sealed class DetailPage : CrmPage
{
    public ViewFollowUp.Result FollowUp { get; private set; } = null!;

    public async Task OnGetAsync(long id) => FollowUp = await Send(new ViewFollowUp.Query(id));
}
