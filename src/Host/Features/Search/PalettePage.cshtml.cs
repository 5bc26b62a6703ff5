using Crm.Host.Features.Shared;
using Crm.Platform.Modules;
using Crm.Platform.Search;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Host.Features.Search;

/// <summary>The command palette: what one may begin, where one may go, and what the search finds.</summary>
[Authorize]
internal sealed class PalettePage(ModuleList modules, CurrentUser reader) : CrmPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public IReadOnlyList<MenuItem> Actions { get; private set; } = [];

    public IReadOnlyList<SearchHit> Hits { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var text = Q?.Trim() ?? "";
        Actions = [.. Menu.Commands(modules, reader).Where(a => L[a.Text].Contains(text, StringComparison.CurrentCultureIgnoreCase)).Take(text.Length == 0 ? 30 : 8)];
        Hits = await Send(new SearchEverything.Query(text, 4));
    }
}
