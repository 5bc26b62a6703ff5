namespace Crm.Host.Features.Shared;

/// <summary>Light, dark, or what the reader's system says. In a cookie, so that the server sends the right one at once.</summary>
internal static class Theme
{
    public const string Cookie = "crm.theme", Light = "light", Dark = "dark", Auto = "auto";

    public static string Of(HttpRequest request) => request.Cookies[Cookie] is Light or Dark ? request.Cookies[Cookie]! : Auto;

    /// <summary>The value of data-bs-theme; theme.js corrects it before the first paint when it is the system's.</summary>
    public static string Shown(HttpRequest request) => Of(request) == Dark ? Dark : Light;
}
