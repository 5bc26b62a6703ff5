using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Lifecycle.Features.Flow;

/// <summary>The panel of the dashboard.</summary>
[Needs("lifecycle.read")]
internal sealed class StagesPage : CrmPage
{
    public ShowFlow.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(new ShowFlow.Query { Months = 12, Team = DashboardFilter.Of(Request).Team });
}
