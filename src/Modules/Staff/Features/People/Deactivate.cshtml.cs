using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.People;

[Needs("staff.manage")]
internal sealed class DeactivatePage : CrmPage
{
    public SeePerson.Result Person { get; private set; } = null!;

    public async Task OnGetAsync(long id) => Person = await Send(new SeePerson.Query(id));

    public Task<IActionResult> OnPostAsync(long id) => Try(async () =>
    {
        await Send(new DeactivatePerson.Command(id));
        return Done($"/staff/{id}", "staff.deactivate.done");
    }, async () =>
    {
        await OnGetAsync(id);
        return Page();
    });
}
