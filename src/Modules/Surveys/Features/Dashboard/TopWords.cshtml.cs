using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Dashboard;

[Needs("surveys.results")]
internal sealed class TopWordsPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public SatisfactionFilter Filter { get; set; } = new();

    public ReadTopWords.View View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync()
    {
        View = await Send(new ReadTopWords.Query(Filter));
        return PageOr("_TopWords");
    }
}
