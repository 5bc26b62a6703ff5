using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.FollowUps;

[Needs("followups.read")]
internal sealed class ListPage(TimeProvider clock) : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListFollowUps.Query Filter { get; set; } = new();

    public FollowUpView View => Filter.View ?? FollowUpView.Open;
    public Slice<ListFollowUps.Row> Rows { get; private set; } = new([], null);
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task OnGetAsync() => Rows = await Send(Filter with { View = View, Limit = 50 });
}
