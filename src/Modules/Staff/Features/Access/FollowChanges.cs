using Crm.Platform.Live;
using Crm.Staff.Data;
using Microsoft.Extensions.Hosting;

namespace Crm.Staff.Features.Access;

/// <summary>Drops the cache when any host has changed staff.</summary>
internal sealed class FollowChanges(ILive live, StaffCache cache) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in live.Follow(TellHosts.Topic, stoppingToken)) cache.Drop();
    }
}
