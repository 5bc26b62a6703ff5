using System.Globalization;
using System.Security.Claims;
using Crm.Platform.Time;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Web;

/// <summary>The page is in the language that stands in its address as {language}: there is one text under one address, for search engines and for whoever passes it on.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LanguageOfAddressAttribute : Attribute;

/// <summary>Fills <see cref="CurrentUser"/> from the cookie's session, and sets language and zone of the reader: profile, else cookie, else browser.</summary>
public sealed class CurrentUserMiddleware(RequestDelegate next)
{
    /// <summary>Cookie that remembers the language of a reader who is not signed in.</summary>
    public const string LanguageCookie = "crm.lang";

    /// <summary>Claim that carries the session's id.</summary>
    public const string SessionClaim = "session";

    /// <summary>Runs the rest of the pipeline as the user.</summary>
    public async Task InvokeAsync(HttpContext context, CurrentUser user, InstallationZone zone)
    {
        user.From = context.Connection.RemoteIpAddress?.ToString();
        if (user.IsAnonymous) user.Reads(Language(context.Request), zone.Zone);
        // Not while a fault is being shown: what failed may have been just this.
        if (user.IsAnonymous && context.Features.Get<IExceptionHandlerFeature>() is null && context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            && !await context.RequestServices.GetRequiredService<IRightsSource>().SignIn(user, long.Parse(id, CultureInfo.InvariantCulture), context.User.FindFirstValue(SessionClaim), context.RequestAborted))
        {
            await context.SignOutAsync();
            context.User = new ClaimsPrincipal(new ClaimsIdentity());
        }
        // A page whose address says its language is in it, whoever reads.
        var language = context.GetRouteValue("language") is "en" or "zh-CN" && context.GetEndpoint()?.Metadata.GetMetadata<LanguageOfAddressAttribute>() is not null ? (string)context.GetRouteValue("language")! : user.Language;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        await next(context);
    }

    static string Language(HttpRequest request)
    {
        if (request.Query["lang"].FirstOrDefault() is "en" or "zh-CN") return request.Query["lang"]!;
        if (request.Cookies[LanguageCookie] is "en" or "zh-CN") return request.Cookies[LanguageCookie]!;
        foreach (var wanted in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
        {
            if (wanted.Value.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) return "zh-CN";
            if (wanted.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return "en";
        }
        return "en";
    }
}
