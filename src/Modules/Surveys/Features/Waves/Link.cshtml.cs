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

    protected override (string Url, string Message)? ShownOnce => ($"/waves/{Id}/invitations/{Invitation}/link", "surveys.link.twice");

    public Task<IActionResult> OnPostAsync() => Once(() => Try(async () =>
    {
        Letter = await Send(new NewLink.Command(Id, Invitation));
        return Page();
    }, () => Task.FromResult<IActionResult>(Page())));
}
