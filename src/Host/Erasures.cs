using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;

namespace Crm.Host;

/// <summary>Whoever was erased after a backup was made is back when it is restored. The list of erasures lies beside the database (see docs/adr/0008-subject-keys.md) and is gone through again.</summary>
internal static class Erasures
{
    /// <summary>What to say when there is no list: it lies in the data folder of before, and a restore goes into a new one.</summary>
    public static string? Missing(IConfiguration configuration) => File.Exists(Forgetting.ListOf(configuration)) ? null
        : $"There is no list of erasures at {Forgetting.ListOf(configuration)}. Whoever was erased after the backup was made is back: name the list of the old data folder in Crm__Erasures and restore again.";

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
