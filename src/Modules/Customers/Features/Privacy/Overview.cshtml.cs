using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.manage")]
internal sealed class OverviewPage : CrmPage
{
    public ShowPrivacy.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(new ShowPrivacy.Query());
}
