using Crm.Platform.Live;
using Crm.Platform.Localization;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Tickets.Features.States;

/// <summary>
/// Gives the texts of this host the names that the installation has for states: at the start, and whenever any host
/// has changed them. Every list, badge, mail and file says a state by its text, so none of them knows of this.
/// </summary>
internal sealed class KeepNames(ILive live, Texts texts, IServiceScopeFactory scopes, ILogger<KeepNames> log) : BackgroundService
{
    static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Listens first: what is changed while it reads is read once more. The listener leaves with the token.
        var news = live.Follow(FlowMap.NamesTopic, stoppingToken).GetAsyncEnumerator(stoppingToken);
        var next = news.MoveNextAsync().AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Read(stoppingToken);
                if (!await next) return;
                next = news.MoveNextAsync().AsTask();
            }
            catch (OperationCanceledException) { return; }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "Names of ticket states could not be read; trying again");
                await Task.Delay(Again, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    internal async Task Read(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        Say(await scope.ServiceProvider.GetRequiredService<TicketsDb>().StateNames.AsNoTracking().SingleAsync(ct));
    }

    /// <summary>From now on this host says these names.</summary>
    public void Say(StateNames names) => texts.Call(nameof(StateNames), names.Names.SelectMany(n => new (string Language, string Key, string? Text)[]
    {
        ("en", "TicketStatus." + n.Status, n.English), ("zh-CN", "TicketStatus." + n.Status, n.Chinese),
    }));
}

internal static class StateNameServices
{
    public static IServiceCollection AddStateNames(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<KeepNames>();
        return configuration.GetValue("Crm:Background", true) ? services.AddHostedService(s => s.GetRequiredService<KeepNames>()) : services;
    }
}
