using System.Threading.RateLimiting;
using Crm.Knowledge.Data;
using Crm.Knowledge.Features.Api;
using Crm.Knowledge.Features.HelpCenter;
using Crm.Knowledge.Features.Suggestions;
using Crm.Platform.Api;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Knowledge;

/// <summary>What we know: articles for colleagues and, in the help centre, for customers.</summary>
public sealed class KnowledgeModule : Module
{
    /// <inheritdoc />
    public override string Name => "knowledge";

    /// <inheritdoc />
    public override Type Db => typeof(KnowledgeDb);

    /// <inheritdoc />
    public override IReadOnlyList<string> Knows => ["Customers", "Staff", "Tickets"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions => [new("knowledge.read"), new("knowledge.write"), new("knowledge.publish"), new("knowledge.settings")];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("knowledge.menu", "/knowledge", "book", "knowledge.read", "work", 40),
        new("knowledge.settings", "/knowledge/settings", "books", "knowledge.settings", "admin", 65),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Actions => [new("knowledge.new", "/knowledge/articles/new", "book", "knowledge.write", Order: 60)];

    /// <inheritdoc />
    public override IReadOnlyList<Panel> Panels =>
    [
        new("ticket-articles", "knowledge.menu", "/knowledge/tickets/{id}/panel", "knowledge.read", Width: 12),
        new("ticket-new", "knowledge.answers", "/knowledge/answers", "knowledge.read", Width: 12),
    ];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<HelpCenterState>().AddScoped<Insertions>().AddSingleton<HelpCenterUrls>().AddSingleton<Readings>();
        if (configuration.GetValue("Crm:Background", true)) services.AddHostedService<WriteReadings>();
        services.AddOutputCache(o =>
        {
            o.AddPolicy(HelpCenterCache.Pages, new HelpCenterCache(counts: false));
            o.AddPolicy(HelpCenterCache.Articles, new HelpCenterCache(counts: true));
        });
        // By address and host, like the API's limit: it stops a machine that asks without end, not a busy office.
        services.Configure<RateLimiterOptions>(o => o.AddPolicy(HelpCenterPage.RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = context.RequestServices.GetRequiredService<IConfiguration>().GetValue("Crm:HelpCenter:PerMinute", 60), Window = TimeSpan.FromMinutes(1) })));
    }

    /// <inheritdoc />
    public override void MapApi(ApiRoutes api) => api.MapArticles();

    /// <inheritdoc />
    public override void MapEndpoints(IEndpointRouteBuilder routes) => routes.MapHelpCenter();
}
