using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Risks;

[Needs("tickets.risks")]
internal sealed class RiskListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListRisks.Query Filter { get; set; } = new();

    public RiskView View => Filter.View ?? RiskView.Open;
    public Slice<ListRisks.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { View = View, Limit = 50 });
}

/// <summary>What stands out now, for the home page and the dashboard.</summary>
[Needs("tickets.risks")]
internal sealed class RiskPanelPage : CrmPage
{
    public IReadOnlyList<ListRisks.Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = (await Send(new ListRisks.Query { Limit = 5 })).Items;
        return PageOr("_RiskPanel");
    }
}
