using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.read")]
internal sealed class ListPage(TimeProvider clock) : CrmPage
{
    static readonly string[] OwnFields = ["view", "q", "type", "priority", "teamId", "assigneeId", "after"];

    [BindProperty(SupportsGet = true, Name = "")]
    public ListTickets.Query Filter { get; set; } = new();

    public TicketView View => Filter.View ?? (Filter.Q is null ? TicketView.Open : TicketView.Any);
    public Slice<ListTickets.Row> Rows { get; private set; } = new([], null);
    public IReadOnlyDictionary<TicketView, int> Counts { get; private set; } = new Dictionary<TicketView, int>();
    public TicketChoices.Result Lists { get; private set; } = null!;
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Filters that a link brought and the form does not show: kept when searching on.</summary>
    public IEnumerable<(string Name, string Value)> Kept => Request.Query.Where(p => !OwnFields.Contains(p.Key, StringComparer.OrdinalIgnoreCase)).Select(p => (p.Key, p.Value.ToString()));

    public bool IsFiltered => Request.Query.Any(p => p.Key is not ("view" or "after") && p.Value.ToString().Length > 0);

    public async Task OnGetAsync()
    {
        Rows = await Send(Filter with { View = View, Limit = 50 });
        Counts = await Send(new CountViews.Query());
        Lists = await Send(new TicketChoices.Query());
    }
}
