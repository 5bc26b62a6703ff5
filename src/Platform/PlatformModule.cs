using Crm.Platform.Data;
using Crm.Platform.Features.Jobs;
using Crm.Platform.Files;
using Crm.Platform.Health;
using Crm.Platform.Jobs;
using Crm.Platform.Live;
using Crm.Platform.Mail;
using Crm.Platform.Modules;
using Crm.Platform.Settings;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform;

/// <summary>The platform's own schema and pages (audit, outbox, mail, jobs), loaded like a module.</summary>
internal sealed class PlatformModule : Module
{
    public override string Name => "platform";

    public override Type Db => typeof(PlatformDb);

    public override IReadOnlyList<Permission> Permissions => [new("dashboard.view"), new("system.operate"), new("audit.read")];

    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("admin.menu", "/admin", "server-cog", "system.operate", "admin", 900),
        new("admin.audit.menu", "/admin/audit", "history", "audit.read", "admin", 910),
    ];

    public override void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<LiveHub>().AddSingleton<ILive>(p => p.GetRequiredService<LiveHub>());
        services.AddSingleton<SettingsCache>().AddScoped<ISettings, SettingsStore>();
        services.AddSingleton<SweepList>().AddSingleton<SweepRunner>().AddSingleton<JobWorker>().AddSingleton<MailSender>().AddSingleton<Backlog>();
        services.AddScoped<IFiles, FileStore>();
        if (string.IsNullOrEmpty(configuration["Crm:Smtp:Host"])) services.AddScoped<IMailTransport, FileTransport>();
        else services.AddScoped<IMailTransport, SmtpTransport>();
        services.AddCrmHealth();
    }

    public override void MapEndpoints(IEndpointRouteBuilder routes)
    {
        HealthSetup.Map(routes);
        LiveEndpoint.Map(routes);
        JobFile.Map(routes);
    }
}
