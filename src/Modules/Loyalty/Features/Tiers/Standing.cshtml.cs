using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Tiers;

[Needs("loyalty.read")]
internal sealed class StandingPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ShowStanding.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(new ShowStanding.Query(Id));
}
