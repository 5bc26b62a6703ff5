using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.read")]
internal sealed class DetailsPage : CrmPage
{
    public ShowOpportunity.Result Opportunity { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Opportunity = await Send(new ShowOpportunity.Query(id));
}
