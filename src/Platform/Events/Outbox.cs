using System.Diagnostics;
using System.Text.Json;
using Crm.Contracts;
using Crm.Platform.Data;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Crm.Platform.Events;

/// <summary>Finds who listens to what: the module whose context carries the inbox, and the listener's type.</summary>
public sealed class Listeners(ModuleList modules)
{
    readonly ILookup<Type, (Module Module, Type Handler)> byEvent = (
        from module in modules.All
        from type in module.Types
        where !type.IsAbstract
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IHandle<>)
        select (Event: contract.GetGenericArguments()[0], module, type)).ToLookup(x => x.Event, x => (x.module, x.type));

    /// <summary>Who listens to this event.</summary>
    public IEnumerable<(Module Module, Type Handler)> Of(Type happened) => byEvent[happened];

    /// <summary>Whether all who listen to this event take many at once: the slowest sets the pace.</summary>
    public bool TakesMany(Type? happened) => happened is not null && byEvent[happened].All(l => TakesMany(l.Handler, happened));

    internal static bool TakesMany(Type handler, Type happened) => handler.IsAssignableTo(typeof(IHandleMany<>).MakeGenericType(happened));
}

/// <summary>
/// Delivers the outbox of every module. Rows are taken "for update skip locked", so hosts share the work. A listener
/// that fails is tried again after 2^n seconds without repeating those that succeeded; after ten tries the row waits
/// for a person (due_at null) on the admin page.
/// </summary>
public sealed class Outbox(IServiceScopeFactory scopes, ModuleList modules, Listeners listeners, OutboxSignal signal, NpgsqlDataSource database, TimeProvider clock, ILogger<Outbox> log) : BackgroundService
{
    /// <summary>After so many failures a person has to look.</summary>
    public const int MaxAttempts = 10;

    const int Batch = 50;

    /// <summary>So many of one kind are taken when nothing else waits before them and somebody takes many at once.</summary>
    const int Bulk = 1000;

    /// <summary>What is saved within this time is taken together: nobody notices, and listeners are asked once where many save at once.</summary>
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(25);

    readonly string whoHasDue = string.Join(" union all ", modules.Storing.Select(m => $"(select '{m.Name}' from {m.Name}.outbox where done_at is null and due_at <= $1 limit 1)"));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DeliverOnce(stoppingToken) is > 0 and var taken)
                    if (taken < Batch) await Task.Delay(Gather, stoppingToken);
                if (await signal.Wait(TimeSpan.FromSeconds(2), stoppingToken)) await Task.Delay(Gather, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "The outbox could not be read; trying again in 5 s");
                await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken);
            }
        }
    }

    /// <summary>Delivers everything due now, in all modules, and returns how many events were taken. Tests call it to wait for effects.</summary>
    public async Task<int> DeliverOnce(CancellationToken ct)
    {
        var (taken, waiting) = (0, await Waiting(ct));
        foreach (var module in modules.Storing.Where(m => waiting.Contains(m.Name))) taken += await Deliver(module, ct);
        return taken;
    }

    /// <summary>Modules with something due, in one question: most have nothing most of the time.</summary>
    async Task<HashSet<string>> Waiting(CancellationToken ct)
    {
        await using var command = database.CreateCommand(whoHasDue);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new HashSet<string>();
        while (await reader.ReadAsync(ct)) found.Add(reader.GetString(0));
        return found;
    }

    async Task<int> Deliver(Module module, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var rows = await Take(db, module, null, Batch, ct);
        if (rows.Count == Batch && rows.TrueForAll(r => r.Type == rows[0].Type) && listeners.TakesMany(EventTypes.Find(rows[0].Type))) rows = await Take(db, module, rows[0].Type, Bulk, ct);
        foreach (var same in InRuns(rows))
        {
            var failures = await Deliver(same, ct);
            foreach (var (row, e) in failures)
            {
                row.Attempts++;
                row.Error = e.ToString();
                row.DueAt = row.Attempts < MaxAttempts ? clock.GetUtcNow().AddSeconds(Math.Pow(2, row.Attempts)) : null;
                log.LogWarning(e, "Event {Type} {Id} failed {Attempts} times", row.Type, row.Id, row.Attempts);
            }
            var done = same.Where(r => !failures.ContainsKey(r)).Select(r => r.Id).ToList();
            await db.Outbox.Where(r => done.Contains(r.Id)).ExecuteUpdateAsync(s => s.SetProperty(r => r.DoneAt, clock.GetUtcNow()).SetProperty(r => r.Error, (string?)null), ct);
        }
        if (rows.Count == 0) return 0;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return rows.Count;
    }

    Task<List<OutboxRow>> Take(ModuleDb db, Module module, string? type, int most, CancellationToken ct)
    {
        // The schema is the module's own constant, never input.
        var due = $"select * from {module.Name}.outbox where done_at is null and due_at <= {{0}} and ({{1}}::text is null or type = {{1}}) order by due_at, id limit {most} for update skip locked";
        return db.Outbox.FromSqlRaw(due, clock.GetUtcNow(), new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)type ?? DBNull.Value }).ToListAsync(ct);
    }

    /// <summary>Neighbours of one kind together, in the order in which they happened.</summary>
    static IEnumerable<List<OutboxRow>> InRuns(List<OutboxRow> rows)
    {
        for (var (from, i) = (0, 1); i <= rows.Count; i++)
        {
            if (i < rows.Count && rows[i].Type == rows[from].Type) continue;
            yield return rows[from..i];
            from = i;
        }
    }

    /// <summary>Hands events of one kind to all who listen; returns those that somebody failed on.</summary>
    async Task<Dictionary<OutboxRow, Exception>> Deliver(List<OutboxRow> rows, CancellationToken ct)
    {
        var failed = new Dictionary<OutboxRow, List<Exception>>();
        var events = new List<(OutboxRow Row, IEvent Happened)>();
        var type = EventTypes.Find(rows[0].Type);
        foreach (var row in rows)
        {
            try { events.Add((row, (IEvent)JsonSerializer.Deserialize(row.Payload, type ?? throw new InvalidOperationException($"No event is named {row.Type}."), EventTypes.Json)!)); }
            catch (Exception e) when (e is not OperationCanceledException) { failed[row] = [e]; }
        }
        if (type is null) return failed.ToDictionary(f => f.Key, f => f.Value[0]);
        foreach (var (module, handler) in listeners.Of(type))
        {
            if (events.Count > 1 && Listeners.TakesMany(handler, type) && await HandMany(events, type, module, handler, ct)) continue;
            foreach (var (row, happened) in events)
            {
                try { await Hand(happened, type, row.Id, module, handler, ct); }
                catch (Exception e) when (e is not OperationCanceledException) { if (!failed.TryAdd(row, [e])) failed[row].Add(e); }
            }
        }
        return failed.ToDictionary(f => f.Key, f => f.Value.Count == 1 ? f.Value[0] : new AggregateException(f.Value));
    }

    /// <summary>False when it failed: nothing is left behind then, and each is tried alone.</summary>
    async Task<bool> HandMany(List<(OutboxRow Row, IEvent Happened)> events, Type type, Module module, Type handler, CancellationToken ct)
    {
        using var activity = Activities.Source.StartActivity($"handle {handler.Name}");
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem();
            scope.ServiceProvider.GetRequiredService<SaveServices>().Action = handler.Name;
            var db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var remember = $"insert into {module.Name}.inbox (event_id, handler, at) select unnest({{0}}), {{1}}, {{2}} on conflict do nothing returning event_id";
            var fresh = (await db.Database.SqlQueryRaw<Guid>(remember, events.Select(e => e.Row.Id).ToArray(), handler.Name, clock.GetUtcNow()).ToListAsync(ct)).ToHashSet();
            var happened = events.Where(e => fresh.Contains(e.Row.Id)).Select(e => e.Happened).ToList();
            if (happened.Count == 0) return true;
            var many = Array.CreateInstance(type, happened.Count);
            for (var i = 0; i < happened.Count; i++) many.SetValue(happened[i], i);
            var listener = scope.ServiceProvider.GetRequiredService(handler);
            await (Task)typeof(IHandleMany<>).MakeGenericType(type).GetMethod("HandleMany")!.Invoke(listener, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [many, ct], null)!;
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "{Handler} failed on {Count} events at once; each is tried alone", handler.Name, events.Count);
            return false;
        }
    }

    async Task Hand(IEvent happened, Type type, Guid eventId, Module module, Type handler, CancellationToken ct)
    {
        using var activity = Activities.Source.StartActivity($"handle {handler.Name}");
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem();
        scope.ServiceProvider.GetRequiredService<SaveServices>().Action = handler.Name;
        var db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var remember = $"insert into {module.Name}.inbox (event_id, handler, at) values ({{0}}, {{1}}, {{2}}) on conflict do nothing";
        var first = await db.Database.ExecuteSqlRawAsync(remember, [eventId, handler.Name, clock.GetUtcNow()], ct);
        if (first == 0) return;
        var listener = scope.ServiceProvider.GetRequiredService(handler);
        await (Task)typeof(IHandle<>).MakeGenericType(type).GetMethod("Handle")!.Invoke(listener, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [happened, ct], null)!;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}

/// <summary>The product's own trace source.</summary>
public static class Activities
{
    /// <summary>Spans named by use case, listener, sweep or job.</summary>
    public static readonly ActivitySource Source = new("Crm");
}
