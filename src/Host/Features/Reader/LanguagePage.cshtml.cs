using Crm.Platform.Localization;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Host.Features.Reader;

/// <summary>Switches the language: in a cookie, and in the profile of who is signed in.</summary>
[AllowAnonymous]
internal sealed class LanguagePage(CurrentUser reader, IReaderPreferences preferences) : CrmPage
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(string? value, string? back)
    {
        if (!Texts.Languages.Contains(value)) return BadRequest();
        Response.Cookies.Append(CurrentUserMiddleware.LanguageCookie, value!, Lasting.Cookie(Request));
        if (reader.Id is { } me) await preferences.SetLanguage(me, value!, HttpContext.RequestAborted);
        return LocalRedirect(Url.IsLocalUrl(back) ? back! : "/");
    }
}
