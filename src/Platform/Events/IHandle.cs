using Crm.Contracts;

namespace Crm.Platform.Events;

/// <summary>
/// Listens to an event of another module. Runs in a scope and a transaction of its own module's context; the
/// platform saves and commits after it returns, together with the inbox row that makes a replay harmless. Throwing
/// leaves nothing behind, and the event is tried again later.
/// </summary>
public interface IHandle<in T> where T : IEvent
{
    /// <summary>Takes the event.</summary>
    Task Handle(T happened, CancellationToken ct);
}

/// <summary>
/// A listener that takes many events of a kind in one go: an import of a hundred thousand rows raises as many events,
/// and whoever keeps a copy should not be asked a hundred thousand times. What holds for one holds for all of them: one
/// transaction, all or none. When the many fail they are tried one by one, so that one bad event stops no other.
/// </summary>
public interface IHandleMany<T> : IHandle<T> where T : IEvent
{
    /// <summary>Takes the events, in their order.</summary>
    Task HandleMany(IReadOnlyList<T> happened, CancellationToken ct);

    Task IHandle<T>.Handle(T happened, CancellationToken ct) => HandleMany([happened], ct);
}

/// <summary>Wakes the outbox of this host after a save; hosts that did not save find the row by polling.</summary>
public sealed class OutboxSignal : IDisposable
{
    readonly SemaphoreSlim semaphore = new(0, 1);

    /// <summary>Something was saved.</summary>
    public void Wake()
    {
        try { semaphore.Release(); }
        catch (SemaphoreFullException) { /* already awake: one wake is as good as two */ }
    }

    /// <inheritdoc />
    public void Dispose() => semaphore.Dispose();

    internal Task<bool> Wait(TimeSpan atMost, CancellationToken ct) => semaphore.WaitAsync(atMost, ct);
}
