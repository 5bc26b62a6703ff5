using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Together;

[Needs("tickets.merge")]
internal sealed class MergePage : FormPage<MergeTickets.Command>
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;

    /// <summary>The customer's other open tickets, which are mostly meant.</summary>
    public IReadOnlyList<ListTickets.Row> Others { get; private set; } = [];

    /// <summary>Which of them was ticked. A ticket that is named as well is meant instead: it was named last, as a tick cannot be taken back.</summary>
    [BindProperty]
    public string? Other { get; set; }

    /// <summary>What the ticket that was named is called.</summary>
    public string? Into { get; private set; }

    protected override async Task<MergeTickets.Command> Load()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return new MergeTickets.Command { Id = Id, Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        Others = [.. (await Send(new ListTickets.Query { View = TicketView.Open, CustomerId = Ticket.CustomerId, Limit = 8 })).Items.Where(t => t.Id != Id)];
        Into = await Send(new PickTicket.Name(Form.Into));
    }

    protected override async Task<IActionResult> Save()
    {
        var into = await Send(Form with { Id = Id, Into = Form.Into is { Length: > 0 } ? Form.Into : Other ?? "" });
        return Done($"/tickets/{into}", "tickets.merged");
    }
}
