using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Macros;

/// <summary>Answers the composer while somebody looks for a text: at most a handful of buttons that carry it.</summary>
[Needs("tickets.write")]
internal sealed class CannedPage : CrmPage
{
    [FromQuery]
    public string? Q { get; set; }

    [FromQuery]
    public long Ticket { get; set; }

    public IReadOnlyList<FindCanned.Found> Found { get; private set; } = [];

    public async Task OnGetAsync() => Found = await Send(new FindCanned.Query(Q, Ticket));
}
