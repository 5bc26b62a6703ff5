using Crm.Loyalty.Domain;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Rewards;

[Needs("loyalty.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Text { get; set; }

    [BindProperty(SupportsGet = true)]
    public RewardState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public RewardKind? Kind { get; set; }

    public bool Filtered => State is not null || Kind is not null || !string.IsNullOrWhiteSpace(Text);

    internal Slice<ListRewards.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListRewards.Query { Text = Text, State = State, Kind = Kind, After = After });
}
