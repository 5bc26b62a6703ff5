using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Goodwill;

[Needs("goodwill.grant")]
internal sealed class GoodwillPage : CrmPage
{
    public ViewGoodwill.Result Given { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Given = await Send(new ViewGoodwill.Query(id));
}
