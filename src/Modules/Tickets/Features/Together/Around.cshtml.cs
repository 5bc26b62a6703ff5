using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Together;

/// <summary>The part of a ticket's page that is loaded after it.</summary>
[Needs("tickets.read")]
internal sealed class AroundPage(TimeProvider clock) : CrmPage
{
    public ShowAround.Result Around { get; private set; } = null!;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public async Task<IActionResult> OnGetAsync(long id)
    {
        Around = await Send(new ShowAround.Query(id));
        return PageOr("_Around");
    }
}
