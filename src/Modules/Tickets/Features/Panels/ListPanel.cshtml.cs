using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Panels;

/// <summary>The first few tickets of a view, for the home page.</summary>
[Needs("tickets.read")]
internal sealed class ListPanelPage(TimeProvider clock) : CrmPage
{
    public TicketView View { get; private set; }
    public TicketLines Lines { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string view)
    {
        if (!Enum.TryParse<TicketView>(view, ignoreCase: true, out var known) || !Enum.IsDefined(known)) return NotFound();
        View = known;
        var slice = await Send(new ListTickets.Query { View = View, Limit = 6 });
        Lines = new TicketLines(slice.Items, slice.NextCursor is not null, $"/tickets?view={View}", clock.GetUtcNow());
        return IsFragment ? Partial("_TicketLines", Lines) : Page();
    }
}

/// <summary>A short list of tickets with a link to the whole.</summary>
internal sealed record TicketLines(IReadOnlyList<ListTickets.Row> Rows, bool More, string Url, DateTimeOffset Now, string Empty = "tickets.panel.empty");
