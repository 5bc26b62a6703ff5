using Crm.Platform.Search;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Host.Features.Search;

/// <summary>The global search on a page of its own.</summary>
[Authorize]
internal sealed class SearchPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public IReadOnlyList<SearchHit> Hits { get; private set; } = [];

    public async Task OnGetAsync() => Hits = await Send(new SearchEverything.Query(Q, 20));
}
