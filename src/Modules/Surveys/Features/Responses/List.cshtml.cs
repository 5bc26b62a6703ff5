using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Surveys.Features.Responses;

[Needs("surveys.results")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public ListResponses.Query Filter { get; set; } = new();

    public Slice<ListResponses.Row> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync()
    {
        Rows = await Send(Filter);
        return PageOr("_Rows");
    }
}
