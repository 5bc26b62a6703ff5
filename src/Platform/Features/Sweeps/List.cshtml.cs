using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Platform.Features.Sweeps;

[Needs("system.operate")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ListSweeps.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListSweeps.Query());
}
