using Crm.Contracts.Tickets;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class WaitPage : FormPage<WaitTicket.Command>, INeeding
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;
    public StepForm.Result Needs { get; private set; } = null!;

    ILearning INeeding.Form => Form;

    /// <summary>Nobody types for nothing.</summary>
    public override async Task<IActionResult> OnGetAsync()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return Ticket.IsOpen ? await base.OnGetAsync() : Done($"/tickets/{Id}", "tickets.rule.not_open");
    }

    protected override async Task<WaitTicket.Command> Load()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        return new WaitTicket.Command { Id = Id, On = TicketStatus.WaitingCustomer, Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        Needs = await Send(new StepForm.Query(Id, NeededFrom.Start));
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done($"/tickets/{Id}", "tickets.waits");
    }
}
