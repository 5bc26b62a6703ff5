using Crm.Platform.Users;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class NotePage : ComposerPage<AddMessage.Command>
{
    protected override MessageKind Kind => MessageKind.Note;

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id, Visibility = MessageVisibility.Internal, AtDesk = true, Files = await Stored() });
        return Done(TicketUrl(Id), "tickets.noted");
    }
}
