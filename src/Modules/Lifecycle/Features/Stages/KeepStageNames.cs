using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Domain;
using Crm.Platform.Data;
using Crm.Platform.Live;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Lifecycle.Features.Stages;

/// <summary>Gives the texts of this host the names that the installation has for stages: at the start, and whenever any host has changed a setting.</summary>
internal sealed class KeepStageNames(ILive live, Texts texts, IServiceScopeFactory scopes, ILogger<KeepStageNames> log) : BackgroundService
{
    const string Topic = "settings";

    static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Listens first: what is changed while it reads is read once more.
        var news = live.Follow(Topic, stoppingToken).GetAsyncEnumerator(stoppingToken);
        var next = news.MoveNextAsync().AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using (var scope = scopes.CreateAsyncScope()) Say(await scope.ServiceProvider.GetRequiredService<ISettings>().Get(StageRules.Setting, StageRules.Default, stoppingToken));
                if (!await next) return;
                next = news.MoveNextAsync().AsTask();
            }
            catch (OperationCanceledException) { return; }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "Names of customer stages could not be read; trying again");
                await Task.Delay(Again, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>From now on this host says these names.</summary>
    public void Say(StageRules rules) => texts.Call("CustomerStage", Enum.GetValues<CustomerStage>().SelectMany(s => new (string Language, string Key, string? Text)[]
    {
        ("en", $"CustomerStage.{s}", rules.NameOf(s)?.English), ("zh-CN", $"CustomerStage.{s}", rules.NameOf(s)?.Chinese),
    }));
}

internal static class StageNameServices
{
    public static IServiceCollection AddStageNames(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<KeepStageNames>();
        return configuration.GetValue("Crm:Background", true) ? services.AddHostedService(s => s.GetRequiredService<KeepStageNames>()) : services;
    }
}
