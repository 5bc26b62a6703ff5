using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Together;

[Needs("tickets.write")]
internal sealed class LinkPage : FormPage<LinkTickets.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;

    protected override Task<LinkTickets.Command> Load() => Task.FromResult(new LinkTickets.Command { Id = Id, As = LinkAs.Related });

    /// <summary>What the other one is called.</summary>
    public string? Other { get; private set; }

    protected override async Task Prepare() => (Ticket, Other) = (await Send(new ViewTicket.Query(Id)), await Send(new PickTicket.Name(Form.Other)));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/{Id}", "tickets.linked");
    }
}
