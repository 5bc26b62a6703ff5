using Crm.Platform.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.OwnFields;

[Needs("tickets.settings")]
internal sealed class NewPage : FormPage<DefineField.Command>, ITicketFieldForm
{
    FieldInput IFieldForm.Form => Form;

    TicketFieldInput ITicketFieldForm.Form => Form;

    public bool HasOptions => true;

    public override Task<IActionResult> OnPostAsync()
    {
        Form.DropBlanks();
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/tickets/settings/fields", "field.defined", Form.English);
    }
}
