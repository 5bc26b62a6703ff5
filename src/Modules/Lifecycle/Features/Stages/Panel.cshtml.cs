using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Lifecycle.Features.Stages;

[Needs("lifecycle.read")]
internal sealed class PanelPage : CrmPage
{
    public long CustomerId { get; private set; }

    public ReadStagePanel.View? View { get; private set; }

    public async Task OnGetAsync(long id) => (CustomerId, View) = (id, await Send(new ReadStagePanel.Query(id)));
}
