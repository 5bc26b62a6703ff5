using Crm.Platform.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.OwnFields;

[Needs("tickets.settings")]
internal sealed class EditPage : FormPage<ChangeField.Command>, ITicketFieldForm
{
    [FromRoute]
    public long Id { get; set; }

    public ChangeField.Command Known { get; private set; } = new();

    FieldInput IFieldForm.Form => Form;

    TicketFieldInput ITicketFieldForm.Form => Form;

    public bool HasOptions => Known.Kind is FieldKind.Choice or FieldKind.MultiChoice;

    protected override Task<ChangeField.Command> Load() => Send(new ChangeField.Query(Id));

    protected override async Task Prepare() => Known = await Send(new ChangeField.Query(Id));

    public override Task<IActionResult> OnPostAsync()
    {
        Form.DropBlanks();
        Form = Form with { Id = Id };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/settings/fields", "field.changed", Form.English);
    }
}
