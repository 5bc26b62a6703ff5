using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.read")]
internal sealed class PanelPage : CrmPage
{
    public Slice<ListOpportunities.Row> Rows { get; private set; } = new([], null);

    public long CustomerId { get; private set; }
    public async Task OnGetAsync(long id) => (CustomerId, Rows) = (id, await Send(new ListOpportunities.Query { CustomerId = id, Limit = 5 }));
}
