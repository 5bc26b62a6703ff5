using System.Globalization;
using System.Threading.RateLimiting;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Api;

/// <summary>What every JSON endpoint shares: bearer sign-in, rate limits, Problem Details, OpenAPI.</summary>
public static class CrmApi
{
    const string RateLimit = "api";

    /// <summary>Requests a token may make in a minute, per host. Setting Crm:Api:PerMinute.</summary>
    const int PerMinute = 600;

    internal static IServiceCollection AddCrmApi(this IServiceCollection services)
    {
        // Pages sign in by cookie (the Staff module brings it), programs by token; the path decides, never the caller.
        services.AddAuthentication(o => o.DefaultScheme = "Crm")
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Name, null)
            .AddPolicyScheme("Crm", null, o => o.ForwardDefaultSelector = context => context.Request.IsApi() ? TokenAuthentication.Name : CookieScheme);
        services.AddRateLimiter(o =>
        {
            o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            o.AddPolicy(RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
                context.RequestServices.GetRequiredService<CurrentUser>() is { TokenId: { } token } ? $"token {token}" : $"address {context.Connection.RemoteIpAddress}",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = context.RequestServices.GetRequiredService<IConfiguration>().GetValue("Crm:Api:PerMinute", PerMinute), Window = TimeSpan.FromMinutes(1) }));
            o.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
        });
        return services.AddCrmOpenApi();
    }

    /// <summary>Name of the cookie scheme the Staff module registers (ASP.NET Core Identity's application cookie).</summary>
    public const string CookieScheme = "Identity.Application";

    internal static RouteGroupBuilder AddCrmApi(this RouteGroupBuilder group) => group.RequireAuthorization().RequireRateLimiting(RateLimit);

    /// <summary>The right the endpoint needs; the mediator asks again.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, string permission) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(NeedsAttribute.PolicyPrefix + permission);

    /// <summary>The endpoint creates something: it honours Idempotency-Key.</summary>
    public static TBuilder Creates<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new CreatesMetadata());
}
