using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.review")]
internal sealed class ReviewPage : FormPage<ReviewTicket.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;

    protected override async Task<ReviewTicket.Command> Load()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return new ReviewTicket.Command { Id = Id, Decision = ReviewTicket.Verdict.Approve, Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/{Id}", "tickets.reviewed");
    }
}
