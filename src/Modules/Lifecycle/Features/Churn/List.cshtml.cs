using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Lifecycle.Features.Churn;

[Needs("lifecycle.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListRisks.Query Filter { get; set; } = new();

    public Slice<ListRisks.Row> Rows { get; private set; } = new([], null);
    public CountRisks.Result Counts { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        Rows = await Send(Filter with { Limit = 50 });
        Counts = await Send(new CountRisks.Query(Filter.Mine));
    }
}
