using Crm.Contracts.Customers;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Value;

[Needs("customers.settings")]
internal sealed class PlaybookPage : FormPage<EditPlaybook.Command>
{
    [FromRoute]
    public ValueClass Value { get; set; }

    protected override Task<EditPlaybook.Command> Load() => Send(new EditPlaybook.Query(Value));

    public override Task<IActionResult> OnPostAsync()
    {
        Form = Form with { Class = Value };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/customers/value", "customers.playbook.done");
    }
}
