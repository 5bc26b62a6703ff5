using Crm.Platform.Events;
using Crm.Platform.Health;
using Crm.Platform.Jobs;
using Crm.Platform.Live;
using Crm.Platform.Mail;
using Crm.Platform.Modules;
using Crm.Platform.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Crm.Platform.Background;

/// <summary>What runs beside the requests while a host serves: outbox, sweeps, jobs, mail, live updates.</summary>
public static class Background
{
    /// <summary>Starts it all with the host. Crm:Background=false leaves it out (tests say themselves what runs when).</summary>
    public static IServiceCollection AddCrmBackground(this IServiceCollection services, IConfiguration configuration)
    {
        if (!configuration.GetValue("Crm:Background", true)) return services;
        var modules = (ModuleList)services.First(d => d.ServiceType == typeof(ModuleList)).ImplementationInstance!;
        return services.AddAsHosted<LiveHub>().AddAsHosted<SettingsCache>().AddAsHosted<Outbox>().AddAsHosted<JobWorker>().AddAsHosted<MailSender>().AddAsHosted<Backlog>()
            .AddSweepSchedule(new SweepList(modules).All.Keys);
    }

    static IServiceCollection AddAsHosted<T>(this IServiceCollection services) where T : class, IHostedService =>
        services.AddHostedService(provider => provider.GetRequiredService<T>());
}
