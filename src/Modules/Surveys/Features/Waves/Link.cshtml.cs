using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class LinkPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [FromRoute]
    public long Invitation { get; set; }

    public Letters.Letter? Letter { get; private set; }

    public IActionResult OnGet() => Page();

    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        Letter = await Send(new NewLink.Command(Id, Invitation));
        return Page();
    }, () => Task.FromResult<IActionResult>(Page()));
}
