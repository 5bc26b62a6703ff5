using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class NewTokenPage(ModuleList modules, CurrentUser user) : FormPage<CreateToken.Command>
{
    public string? Secret { get; private set; }

    public IReadOnlyList<Choice> Days => [.. new[] { 7, 30, 90, 365 }.Select(d => new Choice(d, L["staff.tokens.days.n", d]))];

    public IReadOnlyList<Choice> Rights => [.. modules.Permissions.Select(p => p.Name).Distinct().Where(user.Can).Select(p => new Choice(p, L["permission." + p]))];

    protected override (string Url, string Message)? ShownOnce => ("/profile/tokens", "staff.tokens.twice");

    // Shown here and not after a redirect: the token is to be seen once and stored nowhere.
    protected override async Task<IActionResult> Save()
    {
        Secret = await Send(Form);
        Response.Headers.CacheControl = "no-store";
        return Page();
    }
}
