using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class ResolvePage(TimeProvider clock) : FormPage<ResolveTicket.Command>, INeeding
{
    [FromRoute]
    public long Id { get; set; }

    public ViewTicket.Result Ticket { get; private set; } = null!;
    public TicketChoices.Result Lists { get; private set; } = null!;
    public StepForm.Result Needs { get; private set; } = null!;

    ILearning INeeding.Form => Form;

    /// <summary>Nobody types for nothing.</summary>
    public override async Task<IActionResult> OnGetAsync()
    {
        Ticket = await Send(new ViewTicket.Query(Id));
        return Ticket.IsOpen ? await base.OnGetAsync() : Done($"/tickets/{Id}", "tickets.rule.not_open");
    }

    protected override async Task<ResolveTicket.Command> Load()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        var desk = await Send(new ShowDesk.Query(Ticket));
        return new ResolveTicket.Command { Id = Id, CauseId = desk.CauseId, ResolutionId = desk.ResolutionId, Version = Ticket.Version };
    }

    protected override async Task Prepare()
    {
        Ticket ??= await Send(new ViewTicket.Query(Id));
        Lists = await Send(new TicketChoices.Query());
        Needs = await Send(new StepForm.Query(Id, NeededFrom.Resolve));
    }

    protected override async Task<IActionResult> Save()
    {
        var message = await Send(Form with { Id = Id, AtDesk = true });
        return Form.TellCustomer ? DoneUntil(clock.GetUtcNow() + AddMessage.UndoFor, $"/tickets/{Id}/undo/{message}", $"/tickets/{Id}", "tickets.resolved") : Done($"/tickets/{Id}", "tickets.resolved");
    }
}
