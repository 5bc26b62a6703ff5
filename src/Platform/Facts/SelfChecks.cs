using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Platform.Facts;

/// <summary>
/// Something a module can prove of its own records and nobody can put right by computing it anew (a ledger that has to add
/// up). Found by its interface; run every night, by the verb "verify" and by hand.
/// </summary>
public interface ISelfCheck
{
    /// <summary>Resource key of what is proved; names the row of the check.</summary>
    string Name { get; }

    /// <summary>The page that tells which records differ.</summary>
    string Url { get; }

    /// <summary>Looks, and changes nothing of what it looks at.</summary>
    Task<SelfCheckResult> Run(CancellationToken ct);
}

/// <summary>What a check found.</summary>
/// <param name="Differences">Records that do not agree.</param>
/// <param name="Lines">For the console: what was compared, then the first of what differs.</param>
public sealed record SelfCheckResult(int Differences, IReadOnlyList<string> Lines);

/// <summary>Runs the checks of all modules and keeps what they found for the administrator.</summary>
public sealed class SelfChecks(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SelfChecks> log)
{
    /// <summary>Runs all of them, or the one of a name.</summary>
    public async Task<IReadOnlyList<(string Name, SelfCheckResult Result)>> Run(CancellationToken ct, string? only = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem();
        var results = new List<(string, SelfCheckResult)>();
        foreach (var check in scope.ServiceProvider.GetServices<ISelfCheck>().Where(c => only is null || c.Name == only).OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            var result = await check.Run(ct);
            var now = clock.GetUtcNow();
            await scope.ServiceProvider.GetRequiredService<Data.PlatformDb>().Database.ExecuteSqlAsync($"""
                insert into platform.fact_checks as c (name, checked_at, differences, differed_at) values ({check.Name}, {now}, {result.Differences}, {(result.Differences > 0 ? now : null)})
                on conflict (name) do update set checked_at = excluded.checked_at, differences = excluded.differences, differed_at = coalesce(excluded.differed_at, c.differed_at)
                """, ct);
            if (result.Differences > 0) log.LogError("{Check} differs in {Differences} records; {Url} tells which", check.Name, result.Differences, check.Url);
            results.Add((check.Name, result));
        }
        return results;
    }
}
