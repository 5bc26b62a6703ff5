using Crm.Host.Features.Shared;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Host.Features.Reader;

/// <summary>Switches the theme: in a cookie, and in the profile of who is signed in.</summary>
[AllowAnonymous]
internal sealed class ThemePage(CurrentUser reader, IReaderPreferences preferences) : CrmPage
{
    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(string? value, string? back)
    {
        if (value is not (Theme.Light or Theme.Dark or Theme.Auto)) return BadRequest();
        Response.Cookies.Append(Theme.Cookie, value, Lasting.Cookie(Request));
        if (reader.Id is { } me) await preferences.SetTheme(me, value, HttpContext.RequestAborted);
        return LocalRedirect(Url.IsLocalUrl(back) ? back! : "/");
    }
}
