using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Localization;
using Crm.Platform.Modules;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Platform.Jobs;

/// <summary>
/// Works through platform.jobs. A worker takes a row "for update skip locked", writes its own mark and a lease into it,
/// and renews the lease while it works. A host that dies stops renewing: another worker takes the row over and the job
/// goes on from its checkpoint. Every write asks for the mark, so that a worker that was only slow can harm nothing.
/// </summary>
public sealed class JobWorker(IServiceScopeFactory scopes, ModuleList modules, NpgsqlDataSource source, Texts texts, TimeProvider clock, IConfiguration configuration, ILogger<JobWorker> log) : BackgroundService
{
    /// <summary>A job that took so many workers down with it is given up.</summary>
    public const int MaxAttempts = 5;

    /// <summary>How long a worker may be silent.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    readonly Dictionary<string, (Type Job, Type Args)> kinds = (
        from module in modules.All
        from type in module.Types
        where !type.IsAbstract
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IJob<>)
        select (type, Args: contract.GetGenericArguments()[0])).ToDictionary(x => x.type.FullName!, x => (x.type, x.Args));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, configuration.GetValue("Crm:Jobs:Parallel", 2)).Select(_ => Loop(stoppingToken)));

    async Task Loop(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                while (await RunNext(ct)) { }
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                log.LogError(e, "Jobs could not be read; trying again in 5 s");
                await Task.Delay(TimeSpan.FromSeconds(5), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Takes the oldest job that waits, or whose worker has fallen silent, and runs it to its end. False when there is none.</summary>
    public async Task<bool> RunNext(CancellationToken ct)
    {
        var mark = Guid.NewGuid();
        if (await Take(mark, ct) is not { } job) return false;
        using var activity = Activities.Source.StartActivity($"job {job.Kind}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var progress = new Progress(source, clock, job, mark, stop);
        var culture = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        using var ended = new CancellationTokenSource();
        var beating = Beat(progress, ended.Token);
        JobState state;
        string? result = null, error = null;
        var language = "en";
        try
        {
            if (job.Attempts > MaxAttempts) throw new RuleException("jobs.error.crashed", null, MaxAttempts);
            await using var scope = scopes.CreateAsyncScope();
            var user = scope.ServiceProvider.GetRequiredService<CurrentUser>();
            if (job.StaffId is not { } person) user.BecomeSystem();
            else if (!await scope.ServiceProvider.GetRequiredService<IRightsSource>().SignIn(user, person, null, ct)) throw new RuleException("jobs.error.person");
            language = user.Language;
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Texts.LanguageOf(CultureInfo.GetCultureInfo(language)));
            var (type, args) = kinds.TryGetValue(job.Kind, out var kind) ? kind : throw new InvalidOperationException($"No job is named {job.Kind}.");
            scope.ServiceProvider.GetRequiredService<SaveServices>().Action = type.Name;
            var task = (Task<object?>)typeof(IJob<>).MakeGenericType(args).GetMethod("Run")!.Invoke(scope.ServiceProvider.GetRequiredService(type),
                BindingFlags.DoNotWrapExceptions, null, [JsonSerializer.Deserialize(job.Args, args, EventTypes.Json), progress, stop.Token], null)!;
            var answer = await task;
            result = answer is null ? null : JsonSerializer.Serialize(answer, EventTypes.Json);
            state = JobState.Succeeded;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            state = JobState.Cancelled;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            state = JobState.Waiting; // the host stops: any host goes on from the checkpoint
        }
        catch (Exception e)
        {
            state = JobState.Failed;
            activity?.SetStatus(ActivityStatusCode.Error);
            log.LogError(e, "Job {Kind} {Id} failed", job.Kind, job.Id);
            error = e switch
            {
                RuleException rule => texts.In(language, rule.Key, rule.Args),
                ValidationException invalid => string.Join(' ', invalid.Errors.Select(f => f.ErrorMessage)),
                _ => texts.In(language, "jobs.error.unexpected", activity?.TraceId.ToString() ?? job.Id.ToString(CultureInfo.InvariantCulture)),
            };
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = culture;
        }
        await ended.CancelAsync();
        await beating;
        await Finish(job, mark, state, result, error);
        return true;
    }

    sealed record Taken(long Id, string Kind, string Title, long? StaffId, string Args, string? Checkpoint, int Attempts, DateTimeOffset StartedAt);

    async Task<Taken?> Take(Guid mark, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            update platform.jobs set state = 'running', worker = $1, attempts = attempts + 1, lease_until = $3, started_at = coalesce(started_at, $2), error = null
            where id = (
                select id from platform.jobs where state in ('waiting', 'running') and (state = 'waiting' or lease_until < $2)
                order by id limit 1 for update skip locked)
            returning id, kind, title, staff_id, args::text, checkpoint::text, attempts, started_at
            """);
        var now = clock.GetUtcNow();
        Add(command, mark, now, now + Lease);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), await reader.IsDBNullAsync(3, ct) ? null : reader.GetInt64(3), reader.GetString(4),
                await reader.IsDBNullAsync(5, ct) ? null : reader.GetString(5), reader.GetInt32(6), await reader.GetFieldValueAsync<DateTimeOffset>(7, ct))
            : null;
    }

    async Task Finish(Taken job, Guid mark, JobState state, string? result, string? error)
    {
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("""
            update platform.jobs set state = $3, result = $4::jsonb, error = $5, worker = null, lease_until = null, finished_at = case when $3 = 'waiting' then null else $6 end
            where id = $1 and worker = $2
            """, connection, transaction);
        Add(command, job.Id, mark, SnakeCase.Of(state.ToString()), result, error, now);
        if (await command.ExecuteNonQueryAsync() == 0)
        {
            log.LogWarning("Job {Kind} {Id} was taken over by another worker", job.Kind, job.Id);
            return;
        }
        // Who waited for long has gone on to something else.
        if (job.StaffId is { } person && state is JobState.Succeeded or JobState.Failed && now - job.StartedAt > TimeSpan.FromSeconds(10)) await Tell(connection, transaction, job, person, state, now);
        await transaction.CommitAsync();
    }

    static async Task Tell(NpgsqlConnection connection, NpgsqlTransaction transaction, Taken job, long person, JobState state, DateTimeOffset now)
    {
        await using var command = new NpgsqlCommand($"""
            with told as (
                insert into platform.notifications (staff_id, at, text, args, url, icon, key) values ($1, $2, $3, array[$4], $5, $6, $7)
                on conflict (staff_id, key) do nothing returning staff_id)
            select pg_notify('{Live.LiveHub.Channel}', '{Live.LiveHub.Bell}:' || staff_id || '{Live.LiveHub.Separator}') from told
            """, connection, transaction);
        var done = state == JobState.Succeeded;
        Add(command, person, now, done ? "jobs.notice.done" : "jobs.notice.failed", Notices.KeyMark + job.Title, $"/jobs/{job.Id}", done ? "circle-check" : "alert-triangle", $"job:{job.Id}:{job.Attempts}");
        await command.ExecuteNonQueryAsync();
    }

    static void Add(NpgsqlCommand command, params object?[] values)
    {
        foreach (var value in values) command.Parameters.Add(value is null ? new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value } : new NpgsqlParameter { Value = value });
    }

    async Task Beat(Progress progress, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(Heartbeat, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested) return;
            try { await progress.Renew(); }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException) { log.LogWarning("Job {Id} could not renew its lease: {Message}", progress.JobId, e.Message); }
        }
    }

    sealed class Progress(NpgsqlDataSource source, TimeProvider clock, Taken job, Guid mark, CancellationTokenSource stop) : JobProgress
    {
        static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

        string? checkpoint = job.Checkpoint;
        long reported;

        public override long JobId => job.Id;

        public override T? Checkpoint<T>() where T : default => checkpoint is null ? default : JsonSerializer.Deserialize<T>(checkpoint, EventTypes.Json);

        public override async Task Report(long done, long? total, object? checkpoint = null)
        {
            stop.Token.ThrowIfCancellationRequested();
            // A job may report every row; the database need not hear of each.
            if (checkpoint is null && reported != 0 && done != total && Stopwatch.GetElapsedTime(reported) < Pace) return;
            reported = Stopwatch.GetTimestamp();
            if (checkpoint is not null) this.checkpoint = JsonSerializer.Serialize(checkpoint, EventTypes.Json);
            await Write("done = $4, total = $5, checkpoint = coalesce($6::jsonb, checkpoint), ", done, total, checkpoint is null ? null : this.checkpoint);
            stop.Token.ThrowIfCancellationRequested();
        }

        public Task Renew() => Write("");

        async Task Write(string also, params object?[] values)
        {
            await using var command = source.CreateCommand($"update platform.jobs set {also}lease_until = $3 where id = $1 and worker = $2 and state = 'running' returning cancel_requested");
            Add(command, [job.Id, mark, clock.GetUtcNow() + Lease]);
            foreach (var value in values)
                command.Parameters.Add(value switch
                {
                    null when command.Parameters.Count == 4 => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = DBNull.Value },
                    null => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value },
                    _ => new NpgsqlParameter { Value = value },
                });
            // No row: another worker has it. Either way this one stops.
            if (await command.ExecuteScalarAsync() is not false) await stop.CancelAsync();
        }
    }
}
