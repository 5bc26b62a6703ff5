using Crm.Platform.Localization;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>Leads to the help centre in the reader's language.</summary>
[AllowAnonymous, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class StartPage : CrmPage
{
    public IActionResult OnGet() => LocalRedirect(HelpCenterUrls.Home(Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture)));
}
