using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.read")]
internal sealed class ForecastPage : CrmPage
{
    public ShowForecast.Result Forecast { get; private set; } = null!;

    public async Task OnGetAsync() => Forecast = await Send(new ShowForecast.Query());
}
