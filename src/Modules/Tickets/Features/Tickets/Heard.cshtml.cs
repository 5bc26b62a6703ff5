using Crm.Platform.Users;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class HeardPage : ComposerPage<HearCustomer.Command>
{
    protected override MessageKind Kind => MessageKind.Customer;

    protected override async Task<IActionResult> Save()
    {
        var heard = await Send(Form with { Id = Id, AtDesk = true, Files = await Stored() });
        return Done(TicketUrl(heard.TicketId), heard.TicketId == Id ? "tickets.heard.done" : "tickets.heard.elsewhere");
    }
}
