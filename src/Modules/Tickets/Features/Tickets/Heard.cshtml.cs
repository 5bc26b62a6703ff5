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
        var message = await Send(Form with { Id = Id, AtDesk = true, Files = await Stored() });
        var ticket = await Send(new FindMessage.Query(message));
        return Done(TicketUrl(ticket), ticket == Id ? "tickets.heard.done" : "tickets.heard.elsewhere");
    }
}
