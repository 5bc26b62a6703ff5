using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Goodwill;

[Needs("goodwill.grant")]
internal sealed class GoodwillListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListGoodwill.Query Filter { get; set; } = new();

    public GoodwillView View => Filter.View ?? GoodwillView.Waiting;
    public Slice<ListGoodwill.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { View = View, Limit = 50 });
}
