using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Fields;

[Needs("customers.settings")]
internal sealed class MovePage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(bool up)
    {
        await Send(new MoveField.Command(Id, up));
        return Done("/customers/fields");
    }
}
