using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Pretests;

[Needs("surveys.read")]
internal sealed class DetailPage : CrmPage
{
    [FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public AddTester.Command Form { get; set; } = new();

    public ShowPretest.View View { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync() => Shown();

    /// <summary>One more tester; the use case asks for the right to write.</summary>
    public Task<IActionResult> OnPostAsync() => Try(async () =>
    {
        await Send(Form with { PretestId = Id });
        return Done($"/pretests/{Id}", "surveys.saved");
    }, Shown);

    async Task<IActionResult> Shown()
    {
        View = await Send(new ShowPretest.Query(Id));
        return Page();
    }
}
