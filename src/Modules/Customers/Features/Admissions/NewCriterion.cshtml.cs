using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Admissions;

[Needs("customers.settings")]
internal sealed class NewCriterionPage : FormPage<WriteCriterion.Command>
{
    protected override async Task<IActionResult> Save()
    {
        await Send(Form with { Id = null });
        return Done("/customers/settings/admission", "customers.criterion.done");
    }
}
