using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.Articles;

[Needs("knowledge.read")]
internal sealed class ListPage : CrmPage
{
    [BindProperty(SupportsGet = true, Name = "")]
    public ListArticles.Query Filter { get; set; } = new();

    public Slice<ListArticles.Row> Rows { get; private set; } = new([], null);
    public ArticleChoices.Result Lists { get; private set; } = null!;

    public bool IsFiltered => Request.Query.Any(p => p.Key is not "after" && p.Value.ToString() is not ("" or "false"));

    public async Task OnGetAsync()
    {
        Rows = await Send(Filter with { Limit = 50 });
        Lists = await Send(new ArticleChoices.Query());
    }
}
