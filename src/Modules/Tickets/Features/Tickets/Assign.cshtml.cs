using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.assign")]
internal sealed class AssignPage : FormPage<AssignTicket.Command>
{
    [FromRoute]
    public long Id { get; set; }

    /// <summary>"board": came from there, and goes back there.</summary>
    [FromQuery]
    public string? Back { get; set; }

    bool ToBoard => Back == "board";

    public string Origin => ToBoard ? "/tickets/board" : $"/tickets/{Id}";

    public ViewTicket.Result Ticket { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;

    /// <summary>Nobody types for nothing.</summary>
    public override async Task<IActionResult> OnGetAsync()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return Ticket.IsOpen ? await base.OnGetAsync() : Done(Origin, "tickets.rule.not_open");
    }

    protected override async Task<AssignTicket.Command> Load()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        return new AssignTicket.Command { Id = Id, AssigneeId = Ticket.AssigneeId, Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        Lists = await Send(new TicketChoices.Query());
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return ToBoard ? Done($"/tickets/board?given={Id}") : Done($"/tickets/{Id}", "tickets.assigned");
    }
}
