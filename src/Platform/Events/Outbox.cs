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

namespace Crm.Platform.Events;

/// <summary>Finds who listens to what: the module whose context carries the inbox, and the listener's type.</summary>
public sealed class Listeners(ModuleList modules)
{
    readonly ILookup<Type, (Module Module, Type Handler)> byEvent = (
        from module in modules.All
        from type in module.Assembly.GetTypes()
        where !type.IsAbstract
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IHandle<>)
        select (Event: contract.GetGenericArguments()[0], module, type)).ToLookup(x => x.Event, x => (x.module, x.type));

    /// <summary>Who listens to this event.</summary>
    public IEnumerable<(Module Module, Type Handler)> Of(Type happened) => byEvent[happened];
}

/// <summary>
/// Delivers the outbox of every module. Rows are taken "for update skip locked", so hosts share the work. A listener
/// that fails is tried again after 2^n seconds without repeating those that succeeded; after ten tries the row waits
/// for a person (due_at null) on the admin page.
/// </summary>
public sealed class Outbox(IServiceScopeFactory scopes, ModuleList modules, Listeners listeners, OutboxSignal signal, TimeProvider clock, ILogger<Outbox> log) : BackgroundService
{
    /// <summary>After so many failures a person has to look.</summary>
    public const int MaxAttempts = 10;

    const int Batch = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DeliverOnce(stoppingToken) > 0) { }
                await signal.Wait(TimeSpan.FromSeconds(2), stoppingToken);
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
        var taken = 0;
        foreach (var module in modules.Storing) taken += await Deliver(module, ct);
        return taken;
    }

    async Task<int> Deliver(Module module, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = (ModuleDb)scope.ServiceProvider.GetRequiredService(module.Db!);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // The schema is the module's own constant, never input.
        var due = $"select * from {module.Name}.outbox where done_at is null and due_at <= {{0}} order by due_at, id limit {Batch} for update skip locked";
        var rows = await db.Outbox.FromSqlRaw(due, clock.GetUtcNow()).ToListAsync(ct);
        foreach (var row in rows)
        {
            try
            {
                await Deliver(row, ct);
                (row.DoneAt, row.Error) = (clock.GetUtcNow(), null);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                row.Attempts++;
                row.Error = e.ToString();
                row.DueAt = row.Attempts < MaxAttempts ? clock.GetUtcNow().AddSeconds(Math.Pow(2, row.Attempts)) : null;
                log.LogWarning(e, "Event {Type} {Id} failed {Attempts} times", row.Type, row.Id, row.Attempts);
            }
        }
        if (rows.Count == 0) return 0;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return rows.Count;
    }

    async Task Deliver(OutboxRow row, CancellationToken ct)
    {
        var type = EventTypes.Find(row.Type) ?? throw new InvalidOperationException($"No event is named {row.Type}.");
        var happened = (IEvent)JsonSerializer.Deserialize(row.Payload, type, EventTypes.Json)!;
        List<Exception>? failed = null;
        foreach (var (module, handler) in listeners.Of(type))
        {
            try { await Hand(happened, type, row.Id, module, handler, ct); }
            catch (Exception e) when (e is not OperationCanceledException) { (failed ??= []).Add(e); }
        }
        if (failed is not null) throw failed.Count == 1 ? failed[0] : new AggregateException(failed);
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
