using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Privacy;

[Needs("privacy.approve")]
internal sealed class RevealsPage : CrmPage
{
    [FromQuery]
    public bool Open { get; set; }

    [FromQuery]
    public string? After { get; set; }

    public Slice<ListReveals.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListReveals.Query(Open, After));

    public static string ColorOf(Domain.Privacy.RevealState state) => state switch { Domain.Privacy.RevealState.Granted => "green", Domain.Privacy.RevealState.Denied => "red", _ => "orange" };
}
