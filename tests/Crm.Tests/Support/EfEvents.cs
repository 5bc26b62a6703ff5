using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Crm.Tests.Support;

/// <summary>One thing EF tells of.</summary>
/// <param name="Sql">The statement as it stood then; a command is emptied when it is done with.</param>
internal sealed record EfEvent(string Name, DbContext? Context, string? Sql);

/// <summary>What EF tells of its work on this flow of calls; other tests run beside it.</summary>
internal sealed class EfEvents : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    static readonly AsyncLocal<EfEvents?> Current = new();
    readonly List<IDisposable> subscriptions = [];
    readonly List<EfEvent> events = [];

    /// <summary>All of it, in its order.</summary>
    public static async Task<IReadOnlyList<EfEvent>> During(Func<Task> work)
    {
        using var listening = new EfEvents();
        Current.Value = listening;
        using var all = DiagnosticListener.AllListeners.Subscribe(listening);
        await work();
        return listening.events;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name) subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Current.Value == this) events.Add(new(value.Key, (value.Value as DbContextEventData)?.Context, (value.Value as CommandEventData)?.Command.CommandText));
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose() => subscriptions.ForEach(s => s.Dispose());
}
