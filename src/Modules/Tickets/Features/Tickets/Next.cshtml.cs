using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

/// <summary>The list one came from and the place in it, as the address of a ticket carries them.</summary>
internal static class ListPlace
{
    static readonly string[] NotOfTheList = ["after", "say", "next"];

    /// <summary>Null when the ticket was opened by itself.</summary>
    public static string? Of(HttpRequest request) => request.Query.ContainsKey("view") || request.Query.ContainsKey("saved") ? Text(request, NotOfTheList) : null;

    /// <summary>The same list, at another place.</summary>
    public static string At(HttpRequest request, string place) => $"{List(request)}&at={Uri.EscapeDataString(place)}";

    /// <summary>The list alone.</summary>
    public static string List(HttpRequest request) => Text(request, [.. NotOfTheList, "at"]);

    static string Text(HttpRequest request, string[] without) =>
        QueryString.Create(request.Query.Where(p => !without.Contains(p.Key, StringComparer.OrdinalIgnoreCase)).SelectMany(p => p.Value, (p, v) => KeyValuePair.Create(p.Key, v))).ToString().TrimStart('?');
}

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
        return await Send(new FindNeighbour.Query(id, Filter, Saved, At, back)) is { } found
            ? LocalRedirect($"/tickets/{found.Id}?{ListPlace.At(Request, found.At)}")
            : Done($"/tickets?{ListPlace.List(Request)}", back ? "tickets.first" : "tickets.last");
    }
}

[Needs("tickets.read")]
internal sealed class NextPage() : NeighbourPage(back: false);

[Needs("tickets.read")]
internal sealed class PreviousPage() : NeighbourPage(back: true);
