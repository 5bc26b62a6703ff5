using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Surveys.Features.DashboardMails;

[Needs("surveys.export")]
internal sealed class ListPage : CrmPage
{
    public IReadOnlyList<ListDashboardMails.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync() => Rows = await Send(new ListDashboardMails.Query());
}
