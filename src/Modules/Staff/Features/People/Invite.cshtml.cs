using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.People;

[Needs("staff.manage")]
internal sealed class InvitePage : CrmPage
{
    public SeePerson.Result Person { get; private set; } = null!;

    public string? Link { get; private set; }

    public async Task OnGetAsync(long id) => Person = await Send(new SeePerson.Query(id));

    // Shown here and not after a redirect: the link is to be seen once.
    public async Task<IActionResult> OnPostAsync(long id)
    {
        Link = await Send(new InvitePerson.Command(id));
        await OnGetAsync(id);
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
