using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Host;

/// <summary>Whoever was erased after a backup was made is back when it is restored. The list of erasures lies beside the database (see docs/adr/0008-subject-keys.md) and is gone through again.</summary>
internal static class Erasures
{
    public static async Task<int> ReplayAsync(IServiceProvider services, IConfiguration configuration, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem();
        var known = await scope.ServiceProvider.GetRequiredService<PlatformDb>().Erasures.Select(e => e.SubjectId).ToListAsync(ct);
        List<long> again = [.. Forgetting.ReadList(configuration).Except(known)];
        await scope.ServiceProvider.GetRequiredService<IReplayErasures>().Replay(again, ct);
        return again.Count;
    }
}
