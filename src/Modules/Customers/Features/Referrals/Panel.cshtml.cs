using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Referrals;

[Needs("customers.read")]
internal sealed class PanelPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public ShowReferral.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(new ShowReferral.Query(Id));
}
