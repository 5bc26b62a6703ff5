using Crm.Platform.Data;
using Crm.Platform.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Crm.Platform.Health;

/// <summary>
/// /health/live: the process answers. /health/ready: it can do its work; 503 takes the host out of its proxy's rotation.
/// Both are open to anybody and tell only names and states.
/// </summary>
internal static class HealthSetup
{
    public static void AddCrmHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database").AddCheck<MigrationHealth>("migrations").AddCheck<OutboxHealth>("outbox");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", Options(_ => false)).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", Options(_ => true)).AllowAnonymous();
    }

    static HealthCheckOptions Options(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(new
        {
            Status = report.Status.ToString().ToLowerInvariant(),
            Checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Status.ToString().ToLowerInvariant()),
        }),
    };
}

internal sealed class DatabaseHealth(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = source.CreateCommand("select 1");
            command.CommandTimeout = 5;
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e) { return HealthCheckResult.Unhealthy(exception: e); }
    }
}

internal sealed class MigrationHealth(ModuleList modules, IServiceScopeFactory scopes) : IHealthCheck
{
    // Migrations go forward only: what was applied once stays applied while this version runs.
    static readonly System.Runtime.CompilerServices.ConditionalWeakTable<ModuleList, object> UpToDate = [];

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (UpToDate.TryGetValue(modules, out _)) return HealthCheckResult.Healthy();
        await using var scope = scopes.CreateAsyncScope();
        foreach (var module in modules.Storing)
        {
            try
            {
                var db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!);
                if (await db.IsBehind(module, cancellationToken)) return HealthCheckResult.Unhealthy();
            }
            catch (NpgsqlException e) { return HealthCheckResult.Unhealthy(exception: e); }
        }
        UpToDate.AddOrUpdate(modules, new object());
        return HealthCheckResult.Healthy();
    }
}

/// <summary>An outbox that lags is no reason to send readers elsewhere, so it only degrades.</summary>
internal sealed class OutboxHealth(Backlog backlog) : IHealthCheck
{
    static readonly TimeSpan TooLong = TimeSpan.FromMinutes(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            var now = await backlog.Measure(cancellationToken);
            return now.OutboxLag < TooLong && now.OutboxParked == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded();
        }
        catch (NpgsqlException e) { return HealthCheckResult.Degraded(exception: e); }
    }
}
