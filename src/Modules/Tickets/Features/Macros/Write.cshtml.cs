using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Views;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Macros;

/// <summary>The form of a macro, new or known.</summary>
internal abstract class MacroFormPage : FormPage<WriteMacro.Command>, IChangesForm
{
    public TicketChoices.Result Lists { get; private set; } = null!;
    public IReadOnlyList<Choice> Roles { get; private set; } = [];

    IChangesCommand IChangesForm.Form => Form;

    protected override string? FreshPart => IChangesForm.FieldValue;

    protected override async Task Prepare()
    {
        Lists = await Send(new TicketChoices.Query());
        Roles = await Send(new ShareableRoles.Query());
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/macros", "tickets.macro.saved");
    }
}

[Needs("tickets.write")]
internal sealed class NewMacroPage : MacroFormPage;

[Needs("tickets.write")]
internal sealed class EditMacroPage : MacroFormPage
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<WriteMacro.Command> Load() => Send(new WriteMacro.Query(Id));

    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = Id });
        return Done("/tickets/macros", "tickets.macro.saved");
    }
}
