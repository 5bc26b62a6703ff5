using Crm.Platform.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Fields;

[Needs("customers.settings")]
internal sealed class NewPage : FormPage<DefineField.Command>, IFieldForm
{
    FieldInput IFieldForm.Form => Form;

    public bool HasOptions => true;

    public override Task<IActionResult> OnPostAsync()
    {
        Form.DropBlanks();
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/customers/fields", "field.defined", Form.English);
    }
}
