using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Platform.Features.Admin;

[Needs("system.operate")]
internal sealed class FactsPage : CrmPage
{
    public IReadOnlyList<ListFacts.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListFacts.Query());
}
