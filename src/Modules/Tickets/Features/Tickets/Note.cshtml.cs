using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class NotePage : UploadPage<AddMessage.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;

    protected override async Task<AddMessage.Command> Load()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return new AddMessage.Command { Id = Id, Visibility = MessageVisibility.Internal };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id, Files = await Stored() });
        return Done($"/tickets/{Id}", "tickets.noted");
    }
}
