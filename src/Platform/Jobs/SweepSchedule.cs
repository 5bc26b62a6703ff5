using Crm.Platform.Time;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace Crm.Platform.Jobs;

/// <summary>
/// When sweeps run: Quartz, clustered in schema platform, so that of all hosts one runs a firing, and another takes over
/// when it dies. What was missed while no host ran is run once.
/// </summary>
internal static class SweepSchedule
{
    const string TablePrefix = "platform.qrtz_";

    public static IServiceCollection AddSweepSchedule(this IServiceCollection services, IEnumerable<string> sweeps)
    {
        services.AddQuartz("crm", quartz =>
        {
            quartz.ConfigureScheduler(o =>
            {
                o.GenerateInstanceId = true;
                o.IdleWaitTime = TimeSpan.FromSeconds(3);
            });
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(o => o.DataSourceFactory = provider => provider.GetRequiredService<NpgsqlDataSource>());
                store.UseSystemTextJsonSerializer();
                store.UseClustering(c => c.CheckinInterval = TimeSpan.FromSeconds(5));
                store.ConfigureStore(o => { o.TablePrefix = TablePrefix; o.SchemaProvisioning = SchemaProvisioning.Validate; });
            });
            foreach (var name in sweeps)
            {
                quartz.AddJob(typeof(SweepJob), job => job.WithIdentity(name).StoreDurably());
                quartz.AddTrigger((provider, trigger) =>
                {
                    using var scope = provider.CreateScope();
                    var sweep = (ISweep)scope.ServiceProvider.GetRequiredService(provider.GetRequiredService<SweepList>().All[name]);
                    var zone = TimeZoneInfo.FindSystemTimeZoneById(provider.GetRequiredService<InstallationZone>().Zone.Id);
                    trigger.WithIdentity(name).ForJob(name).WithCronSchedule(sweep.Cron, s => s.InTimeZone(zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed));
                });
            }
        });
        return services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
    }

    /// <summary>Quartz's own tables, made by "migrate": creates only what is missing.</summary>
    public static async Task Provision(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var resource = typeof(IScheduler).Assembly.GetManifestResourceStream("Quartz.Impl.AdoJobStore.Schema.create_postgres.sql")
            ?? throw new InvalidOperationException("Quartz no longer carries its PostgreSQL tables.");
        using var reader = new StreamReader(resource);
        var script = (await reader.ReadToEndAsync(ct)).Replace("{0}", TablePrefix, StringComparison.Ordinal).Replace("{1}", TablePrefix.Split('.')[1], StringComparison.Ordinal);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Two hosts that migrate at once: the second waits, and then finds everything there.
        await using (var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('crm.quartz'))", connection, transaction)) await turn.ExecuteNonQueryAsync(ct);
        foreach (var part in script.ReplaceLineEndings("\n").Split("\n--;;\n"))
        {
            await using var command = new NpgsqlCommand(part, connection, transaction);
            await command.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
    }

    /// <summary>Runs the sweep its key names. One at a time, over all hosts.</summary>
    [DisallowConcurrentExecution]
    internal sealed class SweepJob(SweepRunner runner, SweepList sweeps) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            var name = context.JobDetail.Key.Name;
            if (!sweeps.All.ContainsKey(name)) return; // left behind by an older version
            try { await runner.Run(name, cancellationToken); }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested) { throw new JobExecutionException(e); }
        }
    }
}
