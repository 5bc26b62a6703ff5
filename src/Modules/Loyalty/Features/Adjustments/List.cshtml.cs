using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Loyalty.Features.Adjustments;

[Needs("loyalty.adjust")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListAdjustments.Query Filter { get; set; } = new();

    internal AdjustmentView Chosen => Filter.View ?? AdjustmentView.Waiting;

    internal Slice<ListAdjustments.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { View = Chosen, Limit = 50 });
}

/// <summary>The number beside the menu entry.</summary>
[Needs("loyalty.approve")]
internal sealed class CountPage : CrmPage
{
    public async Task<IActionResult> OnGetAsync()
    {
        var count = await Send(new CountWaiting.Query());
        return Content(count == 0 ? "" : count.ToString(System.Globalization.CultureInfo.InvariantCulture), "text/html");
    }
}
