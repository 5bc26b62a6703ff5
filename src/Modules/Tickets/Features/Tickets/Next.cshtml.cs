using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Leads to a ticket's neighbour in the list it was opened from; at the list's end, back to the list.</summary>
internal abstract class NeighbourPage(bool back) : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListTickets.Query Filter { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public long? Saved { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? At { get; set; }

    public async Task<IActionResult> OnGetAsync(long id)
    {
        var list = Request.Query.Where(p => p.Key is not ("at" or "after")).SelectMany(p => p.Value, (p, v) => KeyValuePair.Create(p.Key, v)).ToList();
        return await Send(new FindNeighbour.Query(id, Filter, Saved, At, back)) is { } found
            ? LocalRedirect($"/tickets/{found.Id}{QueryString.Create(list.Append(KeyValuePair.Create("at", (string?)found.At)))}")
            : Done($"/tickets{QueryString.Create(list)}", back ? "tickets.first" : "tickets.last");
    }
}

[Needs("tickets.read")]
internal sealed class NextPage() : NeighbourPage(back: false);

[Needs("tickets.read")]
internal sealed class PreviousPage() : NeighbourPage(back: true);
