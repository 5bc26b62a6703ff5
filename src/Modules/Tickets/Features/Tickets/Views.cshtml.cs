using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>The views with their counts, fetched again while the list is open.</summary>
[Needs("tickets.read")]
internal sealed class ViewsPage : CrmPage
{
    public sealed record Shown(TicketView Current, IReadOnlyDictionary<TicketView, int> Counts);

    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; } = TicketView.Open;

    public Shown Views { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        Views = new Shown(View, await Send(new CountViews.Query()));
        return IsFragment ? Partial("_Views", Views) : Page();
    }
}
