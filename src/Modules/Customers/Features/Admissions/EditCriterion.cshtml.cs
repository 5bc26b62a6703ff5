using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Admissions;

[Needs("customers.settings")]
internal sealed class EditCriterionPage : FormPage<WriteCriterion.Command>
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<WriteCriterion.Command> Load() => Send(new WriteCriterion.Query(Id));

    public override Task<IActionResult> OnPostAsync()
    {
        Form = Form with { Id = Id };
        return base.OnPostAsync();
    }

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        return Done("/customers/settings/admission", "customers.criterion.done");
    }
}
