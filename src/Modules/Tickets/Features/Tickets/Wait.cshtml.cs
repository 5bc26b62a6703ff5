using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Crm.Contracts.Tickets;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class WaitPage : FormPage<WaitTicket.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;

    protected override async Task<WaitTicket.Command> Load()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return new WaitTicket.Command { Id = Id, On = TicketStatus.WaitingCustomer, Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/{Id}", "tickets.waits");
    }
}
