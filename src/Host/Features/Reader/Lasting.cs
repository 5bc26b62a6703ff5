namespace Crm.Host.Features.Reader;

/// <summary>Cookies that remember a choice for a year.</summary>
internal static class Lasting
{
    public static CookieOptions Cookie(HttpRequest request) => new() { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = request.IsHttps, IsEssential = true, Path = "/" };
}
