using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Customers.Features.AutoTags;

[Needs("customers.settings")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ListAutoTags.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListAutoTags.Query());
}
