using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Crm.Knowledge.Features.HelpCenter;

[AllowAnonymous, EnableRateLimiting(RateLimit), ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class SearchPage : HelpCenterPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public IReadOnlyList<ArticleLine> Found { get; private set; } = [];

    public async Task OnGetAsync() => Found = await Send(new SearchHelp.Query(Language, Q));
}
