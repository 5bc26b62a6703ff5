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

    protected override async Task Prepare() => Ticket = await Send(new ViewTicket.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/{Id}", "tickets.linked");
    }
}
