using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;

namespace Crm.Tickets.Features.Routing;

/// <summary>The form of a routing rule, new or known.</summary>
internal abstract class RuleFormPage : FormPage<ChangeRoutingRule.Command>
{
    public TicketChoices.Result Lists { get; private set; } = null!;

    protected override async Task Prepare() => Lists = await Send(new TicketChoices.Query());
}
