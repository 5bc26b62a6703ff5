using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Waves;

[Needs("surveys.write")]
internal sealed class SheetPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    public Letters.View View { get; private set; } = null!;

    public async Task OnGetAsync() => View = await Send(new Letters.Query(Id));

    protected override (string Url, string Message)? ShownOnce => ($"/waves/{Id}/sheet", "surveys.sheet.twice");

    public Task<IActionResult> OnPostAsync() => Once(() => Try(async () =>
    {
        View = await Send(new Letters.Command(Id));
        return Page();
    }, async () =>
    {
        View = await Send(new Letters.Query(Id));
        return Page();
    }));
}
