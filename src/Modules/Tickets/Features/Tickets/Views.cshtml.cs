using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Views;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>The views with their counts, fetched again while the list is open.</summary>
[Needs("tickets.read")]
internal sealed class ViewsPage : CrmPage
{
    public sealed record Shown(TicketView? Current, long? Saved, IReadOnlyDictionary<TicketView, int> Counts, IReadOnlyList<ListViews.View> Own, IReadOnlyDictionary<long, int> OwnCounts)
    {
        /// <summary>Where it is fetched with its counts.</summary>
        public string Url => Saved is { } id ? $"/tickets/views?saved={id}" : $"/tickets/views?view={Current}";
    }

    [BindProperty(SupportsGet = true)]
    public TicketView? View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Saved { get; set; }

    public Shown Views { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        var own = await Send(new ListViews.Query());
        Views = new Shown(Saved is null ? View ?? TicketView.Open : null, Saved, await Send(new CountViews.Query()), own, await Send(new CountSavedViews.Query(own)));
        return IsFragment ? Partial("_Views", Views) : Page();
    }
}
