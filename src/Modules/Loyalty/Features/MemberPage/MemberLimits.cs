using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Loyalty.Features.MemberPage;

/// <summary>
/// How often an address may come: often to read, seldom to ask for links, which are mails to others. Settings
/// Crm:MemberPage:PerMinute and Crm:MemberPage:AsksPerQuarterHour.
/// </summary>
internal static class MemberLimits
{
    const int PerMinute = 120, Asks = 20;

    public static void Add(RateLimiterOptions options) => options.AddPolicy(MemberSitePage.RateLimit, context =>
    {
        var (settings, address) = (context.RequestServices.GetRequiredService<IConfiguration>(), context.Connection.RemoteIpAddress?.ToString());
        return HttpMethods.IsPost(context.Request.Method) && context.Request.Path.Value!.EndsWith("/sign-in", StringComparison.Ordinal)
            ? RateLimitPartition.GetFixedWindowLimiter($"asks {address}", _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.GetValue("Crm:MemberPage:AsksPerQuarterHour", Asks), Window = TimeSpan.FromMinutes(15) })
            : RateLimitPartition.GetFixedWindowLimiter($"pages {address}", _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.GetValue("Crm:MemberPage:PerMinute", PerMinute), Window = TimeSpan.FromMinutes(1) });
    });
}
