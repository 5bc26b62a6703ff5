using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Together;

/// <summary>Answers a field that takes the number of a ticket.</summary>
[Needs("tickets.read")]
internal sealed class PickPage : CrmPage
{
    public IReadOnlyList<Pick> Picks { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? q, long? except)
    {
        Picks = await Send(new PickTicket.Query(q ?? "", except));
        return Partial("_Picks", Picks);
    }
}
