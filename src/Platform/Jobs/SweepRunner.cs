using System.Diagnostics;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Platform.Jobs;

/// <summary>The sweeps of all modules, by name: "tickets.EscalateOverdue".</summary>
public sealed class SweepList(ModuleList modules)
{
    /// <summary>Names and types.</summary>
    public IReadOnlyDictionary<string, Type> All { get; } = (
        from module in modules.All
        from type in module.Types
        where !type.IsAbstract && type.IsAssignableTo(typeof(ISweep))
        select (Name: $"{module.Name}.{type.Name}", type)).ToDictionary(s => s.Name, s => s.type);
}

/// <summary>Runs a sweep in a scope of its own as the system, and keeps in a row how it went.</summary>
public sealed class SweepRunner(IServiceScopeFactory scopes, SweepList sweeps, NpgsqlDataSource source, TimeProvider clock, ILogger<SweepRunner> log)
{
    /// <summary>Runs one sweep now; what it throws is recorded and thrown on.</summary>
    public Task Run<T>(CancellationToken ct = default) where T : ISweep => Run(sweeps.All.First(s => s.Value == typeof(T)).Key, ct);

    /// <summary>Runs one sweep now, by name.</summary>
    public async Task Run(string name, CancellationToken ct)
    {
        var type = sweeps.All[name];
        await using var connection = await source.OpenConnectionAsync(ct);
        // Whoever started it (schedule, person, test), a sweep runs once at a time over all hosts; the lock dies with the connection.
        if (await Ask(connection, "select pg_try_advisory_lock(hashtext('crm.sweep'), hashtext($1))", ct, name) is not true) return;
        using var activity = Activities.Source.StartActivity($"sweep {name}");
        try
        {
            await Ask(connection, "insert into platform.sweeps (name, started_at, failures) values ($1, $2, 0) on conflict (name) do update set started_at = $2, finished_at = null", ct, name, clock.GetUtcNow());
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem();
                scope.ServiceProvider.GetRequiredService<SaveServices>().Action = type.Name;
                await ((ISweep)scope.ServiceProvider.GetRequiredService(type)).Run(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                activity?.SetStatus(ActivityStatusCode.Error);
                log.LogError(e, "Sweep {Sweep} failed", name);
                await Ask(connection, "update platform.sweeps set finished_at = $2, error = $3, failures = failures + 1 where name = $1", ct, name, clock.GetUtcNow(), e.ToString());
                throw;
            }
            await Ask(connection, "update platform.sweeps set finished_at = $2, succeeded_at = $2, error = null, failures = 0 where name = $1", ct, name, clock.GetUtcNow());
        }
        finally
        {
            await Ask(connection, "select pg_advisory_unlock(hashtext('crm.sweep'), hashtext($1))", CancellationToken.None, name);
        }
    }

    static async Task<object?> Ask(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(ct);
    }
}
