using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Reviews;

[Needs("customers.write")]
internal sealed class ConfirmPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        await Send(new ConfirmReview.Command(Id));
        return Done($"/customers/{Id}", "customers.review.done");
    }
}
