using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Rules;

[Needs("tickets.settings")]
internal sealed class RuleLogPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public long? Rule { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Ticket { get; set; }

    public IReadOnlyList<ListRules.Line> Rules { get; private set; } = [];
    public Slice<ListRuleLog.Line> Lines { get; private set; } = new([], null);

    public async Task OnGetAsync(string? after)
    {
        var lists = await Send(new TicketChoices.Query());
        Rules = await Send(new ListRules.Query(lists));
        Lines = await Send(new ListRuleLog.Query(lists) { RuleId = Rule, TicketId = Ticket, After = after });
    }
}
