using System.Threading.RateLimiting;
using Crm.Care.Data;
using Crm.Care.Features;
using Crm.Care.Features.Api;
using Crm.Care.Features.CareCampaigns;
using Crm.Care.Features.Gatherings;
using Crm.Contracts.Care;
using Crm.Platform.Api;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Care;

/// <summary>Greetings, campaigns and customer events, and the way out of all of them.</summary>
public sealed class CareModule : Module
{
    internal const string RateLimit = "care-public";

    /// <inheritdoc />
    public override string Name => "care";

    /// <inheritdoc />
    public override Type Db => typeof(CareDb);

    /// <inheritdoc />
    public override IReadOnlyList<string> Knows => ["Customers", "Staff", "Tickets"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions => [new("care.read", Scoped: true), new("care.write"), new("care.send"), new("events.read", Scoped: true), new("events.write"), new("events.checkin")];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("care.greetings", "/care/greetings", "confetti", "care.read", "growth", 30),
        new("care.campaigns", "/care/campaigns", "speakerphone", "care.read", "growth", 32),
        new("care.events", "/care/events", "calendar-event", "events.read", "growth", 34),
    ];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<CareLinkCache>().AddScoped<CareAddresses>().AddScoped<IUnsubscribeLinks>(s => s.GetRequiredService<CareAddresses>())
            .AddScoped<CareAudience>().AddScoped<CareMails>().AddScoped<CampaignSender>().AddScoped<Places>().AddScoped<EventMails>().AddScoped<EventLinks>();
        // By address, like the API's limit: it stops a machine that tries without end, not a busy office.
        services.Configure<RateLimiterOptions>(o => o.AddPolicy(RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            $"address {context.Connection.RemoteIpAddress}", _ => new FixedWindowRateLimiterOptions { PermitLimit = 300, Window = TimeSpan.FromMinutes(1) })));
    }

    /// <inheritdoc />
    public override void MapApi(ApiRoutes api) => CareApi.Map(api);

    /// <inheritdoc />
    public override void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/care/go/{token}", async (string token, HttpResponse response, IMediator mediator, CancellationToken ct) =>
        {
            (response.Headers["X-Robots-Tag"], response.Headers["Referrer-Policy"], response.Headers.CacheControl) = ("noindex, nofollow", "no-referrer", "no-store");
            return await mediator.Send(new FollowClick.Command(token), ct) is { } url ? Results.Redirect(url) : Results.NotFound();
        }).AllowAnonymous().RequireRateLimiting(RateLimit).ExcludeFromDescription();
        routes.MapGet("/e/{token}/calendar.ics", async (string token, string? lang, HttpResponse response, IMediator mediator, CancellationToken ct) =>
        {
            response.Headers.CacheControl = "no-store";
            return await mediator.Send(new ReadEventCalendar.Query(token, lang == "zh-CN" ? "zh-CN" : "en"), ct) is { } text ? Results.File(System.Text.Encoding.UTF8.GetBytes(text), "text/calendar; charset=utf-8", "event.ics") : Results.NotFound();
        }).AllowAnonymous().RequireRateLimiting(RateLimit).ExcludeFromDescription();
    }
}
