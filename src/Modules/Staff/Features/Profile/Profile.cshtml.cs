using Crm.Platform.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.TimeZones;

namespace Crm.Staff.Features.Profile;

[Authorize]
internal sealed class ProfilePage(TimeProvider clock) : FormPage<UpdateProfile.Command>
{
    /// <summary>Zones in which somebody lives.</summary>
    public static readonly IReadOnlyList<Choice> Zones = [.. TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(z => z.ZoneId).Append("UTC").Distinct().Order(StringComparer.Ordinal).Select(z => new Choice(z, z.Replace('_', ' ')))];

    public IReadOnlyList<Choice> Languages => [.. Platform.Localization.Texts.Languages.Select(l => new Choice(l, L["staff.language." + l]))];

    public IReadOnlyList<Choice> Themes => [new("light", L["staff.theme.light"]), new("dark", L["staff.theme.dark"])];

    public WhoAmI.Result Me { get; private set; } = null!;

    protected override Task<UpdateProfile.Command> Load() => Send(new UpdateProfile.Query());

    protected override async Task Prepare() => Me = await Send(new WhoAmI.Query());

    protected override async Task<IActionResult> Save()
    {
        await Send(Form);
        Response.RememberTheme(Form.Theme, clock);
        return Done("/profile", "saved");
    }
}

internal static class ThemeCookie
{
    /// <summary>The layout reads the theme from a cookie, so that a page is never painted twice.</summary>
    public static void RememberTheme(this HttpResponse response, string? theme, TimeProvider clock) =>
        response.Cookies.Append("crm.theme", string.IsNullOrEmpty(theme) ? "auto" : theme, new CookieOptions { SameSite = SameSiteMode.Lax, Secure = response.HttpContext.Request.IsHttps, IsEssential = true, Expires = clock.GetUtcNow().AddYears(1) });
}
