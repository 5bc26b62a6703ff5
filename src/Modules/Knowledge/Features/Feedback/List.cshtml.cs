using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Feedback;

[Needs("knowledge.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListFeedback.Query Filter { get; set; } = new();

    public Slice<ListFeedback.Row> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync() => Rows = await Send(Filter with { Limit = 50 });
}
