using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Routing;

[Needs("tickets.settings")]
internal sealed class RoutingPage : CrmPage
{
    public ShowRouting.Result Routing { get; private set; } = null!;

    public async Task OnGetAsync() => Routing = await Send(new ShowRouting.Query());
}
