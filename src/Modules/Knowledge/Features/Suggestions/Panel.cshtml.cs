using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Suggestions;

[Needs("knowledge.read")]
internal sealed class PanelPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public SuggestArticles.Result Found { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long id)
    {
        Found = await Send(new SuggestArticles.Query(id, Q));
        return PageOr("_Panel");
    }
}
