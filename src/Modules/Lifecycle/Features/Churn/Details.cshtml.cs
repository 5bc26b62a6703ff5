using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Lifecycle.Features.Churn;

[Needs("lifecycle.read")]
internal sealed class DetailsPage : CrmPage
{
    public ShowRisk.Result Risk { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Risk = await Send(new ShowRisk.Query(id));
}

[Needs("lifecycle.read")]
internal sealed class PanelPage : CrmPage
{
    public long CustomerId { get; private set; }
    public ShowRiskShort.Result? Risk { get; private set; }

    public async Task OnGetAsync(long id) => (CustomerId, Risk) = (id, await Send(new ShowRiskShort.Query(id)));
}
