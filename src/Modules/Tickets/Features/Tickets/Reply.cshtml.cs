using Crm.Platform.Users;
using Crm.Tickets.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Tickets;

[Needs("tickets.write")]
internal sealed class ReplyPage(TimeProvider clock) : ComposerPage<AddMessage.Command>, INeeding
{
    public StepForm.Result Needs { get; private set; } = StepForm.Result.Nothing;

    ILearning INeeding.Form => Form;

    /// <summary>Go on with the next ticket of the list, or of the queue.</summary>
    [FromQuery]
    public bool Next { get; set; }

    [BindProperty(SupportsGet = true, Name = "")]
    public ListTickets.Query Filter { get; set; } = new();

    [FromQuery]
    public long? Saved { get; set; }

    [FromQuery]
    public string? At { get; set; }

    protected override MessageKind Kind => MessageKind.Reply;

    protected override async Task Prepare()
    {
        if (Form.Then != AfterSending.Stay) Needs = await Send(new StepForm.Query(Id, Form.Then == AfterSending.Wait ? NeededFrom.Start : NeededFrom.Resolve));
        await base.Prepare();
    }

    protected override async Task<IActionResult> Save()
    {
        // Asked before: a resolved ticket has lost its place.
        var next = Next && From is not null ? await Send(new FindNeighbour.Query(Id, Filter, Saved, At, Back: false)) : null;
        var command = Form with { Id = Id, Visibility = Form.Visibility ?? MessageVisibility.Public, AtDesk = true, Files = await Stored() };
        var message = await Send(command);
        var said = command.Visibility == MessageVisibility.Internal ? "tickets.noted" : (message.Mailed ? "tickets.replied" : "tickets.replied.unmailed") + command.Then switch
        {
            AfterSending.Resolve => ".resolved",
            AfterSending.Wait => ".waits",
            _ => "",
        };
        var to = Next ? await NextUrl(next) : TicketUrl(Id);
        return command.Visibility == MessageVisibility.Internal ? Done(to, said) : DoneUntil(clock.GetUtcNow() + AddMessage.UndoFor, $"/tickets/{Id}/undo/{message.Id}", to, said);
    }

    async Task<string> NextUrl(FindNeighbour.Found? next)
    {
        if (next is not null) return $"/tickets/{next.Id}?{ListPlace.At(Request, next.At)}";
        if (From is not null) return $"/tickets?{ListPlace.List(Request)}";
        return await Send(new TakeNext.Command()) is { } id ? TicketUrl(id) : $"/tickets?view={TicketView.Mine}";
    }
}
