using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Routing;

[Needs("tickets.settings")]
internal sealed class DeleteRulePage : CrmPage
{
    public IActionResult OnGet(long id) => LocalRedirect($"/tickets/settings/routing/rules/{id}");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new DeleteRoutingRule.Command(id));
        return Done("/tickets/settings/routing", "tickets.routing.rule.deleted");
    }
}
