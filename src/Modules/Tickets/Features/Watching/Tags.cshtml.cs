using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Watching;

[Needs("tickets.write")]
internal sealed class TagsPage : FormPage<TagTicket.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;
    public IReadOnlyList<Choice> Known { get; private set; } = [];

    protected override async Task<TagTicket.Command> Load()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return new TagTicket.Command { Id = Id, Tags = [.. Ticket.Tags], Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        Known = [.. (await Send(new TagTicket.Known())).Union(Ticket.Tags).Select(t => new Choice(t, t))];
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/{Id}", "tickets.tagged");
    }
}
