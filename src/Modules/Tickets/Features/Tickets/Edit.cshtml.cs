using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class EditPage : FormPage<EditTicket.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;

    protected override async Task<EditTicket.Command> Load()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return new EditTicket.Command { Id = Id, Subject = Ticket.Subject, Type = Ticket.Type, Priority = Ticket.Priority, CategoryId = Ticket.CategoryId, ContactId = Ticket.ContactId, Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        Lists = await Send(new TicketChoices.Query());
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/{Id}", "tickets.edited");
    }
}
