using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Quality;

/// <summary>Open to everybody who works here: it shows what was said of one's own work.</summary>
[Authorize]
internal sealed class OwnChecksPage : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public ListOwnChecks.Result Own { get; private set; } = null!;

    public async Task OnGetAsync() => Own = await Send(new ListOwnChecks.Query { After = After });
}
