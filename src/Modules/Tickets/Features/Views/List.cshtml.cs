using Crm.Platform.Users;
using Crm.Platform.Web;

namespace Crm.Tickets.Features.Views;

[Needs("tickets.read")]
internal sealed class SavedViewsPage : CrmPage
{
    public IReadOnlyList<ListViews.View> Views { get; private set; } = [];

    public async Task OnGetAsync() => Views = await Send(new ListViews.Query());
}
