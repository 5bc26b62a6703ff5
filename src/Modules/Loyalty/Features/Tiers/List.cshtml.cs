using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Loyalty.Features.Tiers;

[Needs("loyalty.read")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ListTiers.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListTiers.Query());
}
