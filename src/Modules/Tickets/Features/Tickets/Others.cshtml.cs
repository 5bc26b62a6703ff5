using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.read")]
internal sealed class OthersPage : CrmPage
{
    public ShowOthers.Result Result { get; private set; } = null!;

    public long Id { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, uint version)
    {
        (Id, Result) = (id, await Send(new ShowOthers.Query(id, version)));
        return PageOr("_Others");
    }
}
