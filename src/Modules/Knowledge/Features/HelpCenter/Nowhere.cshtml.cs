using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>Every other address below the help centre.</summary>
[AllowAnonymous]
internal sealed class NowherePage : HelpCenterPage
{
    public IActionResult OnGet() => Missing();
}
