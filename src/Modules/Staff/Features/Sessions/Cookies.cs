using System.Globalization;
using System.Security.Claims;
using Crm.Platform.Web;
using Crm.Staff.Features.Access;
using Crm.Staff.Features.Profile;
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
                    context.Response.Headers["HX-Redirect"] = Uri.TryCreate(context.Request.Headers["HX-Current-URL"], UriKind.Absolute, out var page) ? $"/sign-in?returnUrl={Uri.EscapeDataString(page.PathAndQuery)}" : "/sign-in";
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

    /// <summary>Gives the browser the session, and the theme that the person has chosen elsewhere.</summary>
    public static async Task SignInAs(this HttpContext context, long staffId, Guid sessionId, bool remember)
    {
        var (cache, clock) = (context.RequestServices.GetRequiredService<StaffCache>(), context.RequestServices.GetRequiredService<TimeProvider>());
        if ((await cache.Snapshot(context.RequestAborted)).People.GetValueOrDefault(staffId)?.Theme is { Length: > 0 } theme) context.Response.RememberTheme(theme, clock);
        var identity = new ClaimsIdentity([Id(staffId), new Claim(CurrentUserMiddleware.SessionClaim, sessionId.ToString())], IdentityConstants.ApplicationScheme);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(identity), new AuthenticationProperties
        {
            IsPersistent = remember,
            ExpiresUtc = remember ? clock.GetUtcNow() + Remembered : null,
        });
    }

    /// <summary>Remembers for ten minutes that the password was right.</summary>
    public static Task Await(this HttpContext context, Pending pending)
    {
        var identity = new ClaimsIdentity([Id(pending.StaffId)], IdentityConstants.TwoFactorUserIdScheme);
        return context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(identity),
            new AuthenticationProperties(new Dictionary<string, string?> { ["remember"] = pending.Remember ? "yes" : null, ["return"] = pending.ReturnUrl }));
    }

    /// <summary>Who still owes a code, or null.</summary>
    public static async Task<Pending?> Pending(this HttpContext context)
    {
        var first = await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        return first is { Succeeded: true } && long.TryParse(first.Principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new Pending(id, first.Properties.Items.TryGetValue("remember", out var remember) && remember == "yes", first.Properties.Items.TryGetValue("return", out var url) ? url : null)
            : null;
    }

    static Claim Id(long staffId) => new(ClaimTypes.NameIdentifier, staffId.ToString(CultureInfo.InvariantCulture));

    /// <summary>The session of the signed-in browser.</summary>
    public static Guid? SessionId(this HttpContext context) => Guid.TryParse(context.User.FindFirstValue(CurrentUserMiddleware.SessionClaim), out var id) ? id : null;
}

/// <summary>A sign-in whose code is still to come.</summary>
internal sealed record Pending(long StaffId, bool Remember, string? ReturnUrl);
