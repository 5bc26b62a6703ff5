using System.Diagnostics;
using System.Reflection;
using Crm.Platform.Data;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Features.Admin;

/// <summary>How the installation is doing, in figures.</summary>
[Needs("system.operate")]
internal static class ShowSystem
{
    public sealed record Query : IRequest<Answer>;

    /// <param name="OldestEvent">The event that has been waiting longest, leaving out those given up.</param>
    /// <param name="Version">Version of the running host.</param>
    public sealed record Answer(
        int EventsWaiting, DateTimeOffset? OldestEvent, int EventsParked,
        int MailsWaiting, int MailsFailing, int JobsOpen, int JobsFailedToday, int SweepsFailing, int FactsDiffering,
        long DatabaseBytes, string DatabaseVersion, int Connections, IReadOnlyList<Schema> Schemas,
        string Version, string Host, DateTimeOffset StartedAt, long MemoryBytes);

    /// <summary>What a module's tables take, indexes included.</summary>
    public sealed record Schema(string Name, long Bytes, long Rows);

    internal sealed class Handler(ModuleList modules, IServiceProvider services, PlatformDb db) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query request, CancellationToken cancellationToken)
        {
            var (waiting, parked, oldest) = (0, 0, (DateTimeOffset?)null);
            foreach (var module in modules.Storing)
            {
                var open = ((ModuleDb)services.GetRequiredService(module.Db!)).Outbox.Where(o => o.DoneAt == null);
                waiting += await open.CountAsync(o => o.DueAt != null, cancellationToken);
                parked += await open.CountAsync(o => o.DueAt == null, cancellationToken);
                var first = await open.Where(o => o.DueAt != null).MinAsync(o => (DateTimeOffset?)o.OccurredAt, cancellationToken);
                if (first < oldest || oldest is null) oldest = first;
            }
            var now = db.Clock.GetUtcNow();
            var yesterday = now.AddDays(-1);
            var names = modules.Storing.Select(m => m.Name).ToArray();
            using var process = Process.GetCurrentProcess();
            return new Answer(
                waiting, oldest, parked,
                await db.Mail.CountAsync(m => m.SentAt == null, cancellationToken),
                await db.Mail.CountAsync(m => m.SentAt == null && m.Attempts > 0, cancellationToken),
                await db.Jobs.CountAsync(j => j.State == JobState.Waiting || j.State == JobState.Running, cancellationToken),
                await db.Jobs.CountAsync(j => j.State == JobState.Failed && j.FinishedAt >= yesterday, cancellationToken),
                await db.Sweeps.CountAsync(w => w.Failures > 0, cancellationToken),
                await db.FactChecks.CountAsync(c => c.Differences > 0, cancellationToken),
                await Scalar<long>($"select pg_database_size(current_database()) as \"Value\"", cancellationToken),
                await Scalar<string>($"select split_part(current_setting('server_version'), ' ', 1) as \"Value\"", cancellationToken),
                await Scalar<int>($"select count(*)::int as \"Value\" from pg_stat_activity where datname = current_database()", cancellationToken),
                await db.Database.SqlQuery<Schema>($"""
                    select n.nspname as name, sum(pg_total_relation_size(c.oid))::bigint as bytes, sum(greatest(c.reltuples, 0))::bigint as rows
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.relkind = 'r' and n.nspname = any ({names}) group by n.nspname order by 2 desc
                    """).ToListAsync(cancellationToken),
                Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
                Environment.MachineName, new DateTimeOffset(process.StartTime.ToUniversalTime()), process.WorkingSet64);
        }

        Task<T> Scalar<T>(FormattableString sql, CancellationToken ct) => db.Database.SqlQuery<T>(sql).SingleAsync(ct);
    }
}
