using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Macros;

/// <summary>Shows what a macro will do to a ticket, and does it.</summary>
[Needs("tickets.write")]
internal sealed class ApplyMacroPage(TimeProvider clock) : FormPage<ApplyMacro.Command>
{
    [FromRoute]
    public long Id { get; set; }

    [FromRoute]
    public long Macro { get; set; }

    public ApplyMacro.Preview Preview { get; private set; } = null!;

    protected override async Task<ApplyMacro.Command> Load()
    {
        await Prepare();
        return new ApplyMacro.Command { Id = Id, MacroId = Macro, Version = Preview.Version };
    }

    protected override async Task Prepare() => Preview ??= await Send(new ApplyMacro.Query(Id, Macro, await Send(new TicketChoices.Query())));

    protected override async Task<IActionResult> Save()
    {
        var done = await Send(Form with { Id = Id, MacroId = Macro, AtDesk = true });
        if (!done.InReach) return Done("/tickets", "tickets.macro.applied");
        return done.Said is { } message ? DoneUntil(clock.GetUtcNow() + AddMessage.UndoFor, $"/tickets/{Id}/undo/{message}", $"/tickets/{Id}", "tickets.macro.applied") : Done($"/tickets/{Id}", "tickets.macro.applied");
    }
}
