using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Rules;

[Needs("tickets.settings")]
internal sealed class RulesPage : CrmPage
{
    public IReadOnlyList<ListRules.Line> Rules { get; private set; } = [];

    public async Task OnGetAsync() => Rules = await Send(new ListRules.Query(await Send(new TicketChoices.Query())));
}

[Needs("tickets.settings")]
internal sealed class MoveRulePage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets/settings/rules");

    public async Task<IActionResult> OnPostAsync(long id, bool up)
    {
        await Send(new MoveRule.Command(id, up));
        return Done("/tickets/settings/rules", "tickets.settings.saved");
    }
}

[Needs("tickets.settings")]
internal sealed class DeleteTicketRulePage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect("/tickets/settings/rules");

    public async Task<IActionResult> OnPostAsync(long id)
    {
        await Send(new DeleteRule.Command(id));
        return Done("/tickets/settings/rules", "tickets.rules.deleted");
    }
}
