using Crm.Platform.Search;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Host.Features.Search;

/// <summary>The first finds, below the search field while one types.</summary>
[Authorize]
internal sealed class SuggestPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public IReadOnlyList<SearchHit> Hits { get; private set; } = [];

    public async Task OnGetAsync() => Hits = await Send(new SearchEverything.Query(Q, 4));
}
