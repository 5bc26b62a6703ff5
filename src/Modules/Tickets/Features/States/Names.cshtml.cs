using Crm.Contracts.Tickets;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.States;

[Needs("tickets.settings")]
internal sealed class NamesPage : FormPage<RenameStates.Command>
{
    /// <summary>What the product calls a state, whatever it is called here.</summary>
    public string OwnWord(TicketStatus status) => L.Shipped("TicketStatus." + status);

    protected override Task<RenameStates.Command> Load() => Send(new RenameStates.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/settings/states", "tickets.states.saved");
    }
}
