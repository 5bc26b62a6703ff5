using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Together;

[Needs("tickets.write")]
internal sealed class SplitPage : FormPage<SplitTicket.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;
    public IReadOnlyList<SplitTicket.Line> Lines { get; private set; } = [];

    protected override async Task<SplitTicket.Command> Load()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return new SplitTicket.Command { Id = Id, Subject = Ticket.Subject, Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        Lines = await Send(new SplitTicket.Query(Id));
    }

    protected override async Task<IActionResult> Save()
    {
        var id = await Send(Form with { Id = Id });
        return Done($"/tickets/{id}", "tickets.split.done");
    }
}
