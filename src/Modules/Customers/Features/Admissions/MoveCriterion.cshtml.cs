using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Admissions;

[Needs("customers.settings")]
internal sealed class MoveCriterionPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(bool up)
    {
        await Send(new MoveCriterion.Command(Id, up));
        return Done("/customers/settings/admission");
    }
}
