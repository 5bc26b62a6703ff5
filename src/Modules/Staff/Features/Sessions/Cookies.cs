using System.Globalization;
using System.Security.Claims;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Staff.Features.Sessions;

/// <summary>The cookies of people: the session's, and the one between password and second factor. Programs sign in by token, see Platform/Api.</summary>
internal static class Cookies
{
    static readonly TimeSpan Idle = TimeSpan.FromHours(12), Remembered = TimeSpan.FromDays(14);

    public static void AddCrmSignIn(this IServiceCollection services) => services
        .AddAuthentication()
        .AddCookie(IdentityConstants.ApplicationScheme, o =>
        {
            Harden(o, "crm.session");
            o.ExpireTimeSpan = Idle;
            o.SlidingExpiration = true;
            o.LoginPath = "/sign-in";
            o.LogoutPath = "/sign-out";
            o.ReturnUrlParameter = "returnUrl";
            o.Events.OnRedirectToAccessDenied = context => { context.Response.StatusCode = StatusCodes.Status403Forbidden; return Task.CompletedTask; };
            o.Events.OnRedirectToLogin = context =>
            {
                // A fragment must not put the sign-in page into a corner of the page: the whole page goes there.
                if (context.Request.Headers.ContainsKey("HX-Request"))
                {
                    context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    context.Response.Headers["HX-Redirect"] = "/sign-in";
                }
                else context.Response.Redirect(context.RedirectUri);
                return Task.CompletedTask;
            };
        })
        .AddCookie(IdentityConstants.TwoFactorUserIdScheme, o =>
        {
            Harden(o, "crm.code");
            o.ExpireTimeSpan = TimeSpan.FromMinutes(10);
        });

    static void Harden(CookieAuthenticationOptions o, string name)
    {
        o.Cookie.Name = name;
        o.Cookie.HttpOnly = true;
        o.Cookie.SameSite = SameSiteMode.Lax;
        o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    /// <summary>Gives the browser the session.</summary>
    public static Task SignInAs(this HttpContext context, long staffId, Guid sessionId, bool remember)
    {
        var identity = new ClaimsIdentity([Id(staffId), new Claim(CurrentUserMiddleware.SessionClaim, sessionId.ToString())], IdentityConstants.ApplicationScheme);
        return context.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(identity), new AuthenticationProperties
        {
            IsPersistent = remember,
            ExpiresUtc = remember ? context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() + Remembered : null,
        });
    }

    static Claim Id(long staffId) => new(ClaimTypes.NameIdentifier, staffId.ToString(CultureInfo.InvariantCulture));

    /// <summary>The session of the signed-in browser.</summary>
    public static Guid? SessionId(this HttpContext context) => Guid.TryParse(context.User.FindFirstValue(CurrentUserMiddleware.SessionClaim), out var id) ? id : null;
}
