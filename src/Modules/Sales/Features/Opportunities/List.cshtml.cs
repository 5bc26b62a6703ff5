using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Sales.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Sales.Features.Opportunities;

[Needs("sales.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? Text { get; set; }

    [BindProperty(SupportsGet = true)]
    public Stage? Stage { get; set; }

    [BindProperty(SupportsGet = true)]
    public Outcome? Outcome { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Stuck { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Customer { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public Slice<ListOpportunities.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(new ListOpportunities.Query { Text = Text, Stage = Stage, Outcome = Outcome, Stuck = Stuck, CustomerId = Customer, After = After });
}
