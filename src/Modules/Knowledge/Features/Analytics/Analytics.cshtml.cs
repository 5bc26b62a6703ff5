using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Knowledge.Features.Analytics;

[Needs("knowledge.read")]
internal sealed class AnalyticsPage : CrmPage
{
    public ShowAnalytics.Result Figures { get; private set; } = null!;

    public async Task OnGetAsync(int? days) => Figures = await Send(new ShowAnalytics.Query(days));
}
