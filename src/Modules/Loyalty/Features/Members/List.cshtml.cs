using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Members;

[Needs("loyalty.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? Text { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Tier { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    internal Slice<ListMembers.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListMembers.Query { Text = Text, Tier = Tier, After = After });
}
