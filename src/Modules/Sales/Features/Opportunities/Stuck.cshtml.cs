using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.write")]
internal sealed class StuckPage : CrmPage
{
    public Slice<ListOpportunities.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListOpportunities.Query { Stuck = true, Limit = 5 });
}
