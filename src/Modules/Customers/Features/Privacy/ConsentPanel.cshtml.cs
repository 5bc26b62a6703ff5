using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Customers.Features.Privacy;

/// <summary>The customer page's panel.</summary>
[Needs("customers.read")]
internal sealed class ConsentPanelPage : CrmPage
{
    public ShowConsents.View View { get; private set; } = null!;

    public async Task OnGetAsync(long id) => View = await Send(new ShowConsents.Query(id));
}
