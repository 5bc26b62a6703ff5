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

/// <summary>The number beside the menu entry: what waits for the reader's approval, or nothing.</summary>
[Needs("loyalty.adjust")]
internal sealed class CountPage : CrmPage
{
    public int Waiting { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!IsFragment) return LocalRedirect("/loyalty/adjustments");
        Waiting = await Send(new CountWaiting.Query());
        return Page();
    }
}
