using Crm.Contracts.Staff;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;

namespace Crm.Staff.Features.People;

/// <summary>Finds colleagues for the picker field. Open to everybody who works here: names of colleagues are on every page.</summary>
[Authorize]
internal sealed class PickPage(IStaffDirectory directory) : CrmPage
{
    public IReadOnlyList<Pick> Found { get; private set; } = [];

    public async Task OnGetAsync(string? q)
    {
        var teams = await directory.Teams(HttpContext.RequestAborted);
        var words = (q ?? "").Trim();
        Found = [.. (await directory.Everyone(HttpContext.RequestAborted)).Values
            .Where(p => p.Active && (p.Name.Contains(words, StringComparison.OrdinalIgnoreCase) || p.Email?.Contains(words, StringComparison.OrdinalIgnoreCase) == true))
            .OrderBy(p => p.Name, StringComparer.CurrentCulture).Take(20)
            .Select(p => new Pick(p.Id, p.Name, p.TeamIds.Count > 0 ? teams[p.TeamIds[0]].Name : null))];
    }
}
