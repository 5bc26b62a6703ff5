using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Support;

/// <summary>What EF tells of its work on this flow of calls; other tests run beside it.</summary>
internal sealed class EfEvents : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    static readonly AsyncLocal<EfEvents?> Current = new();
    readonly List<IDisposable> subscriptions = [];
    readonly List<KeyValuePair<string, object?>> events = [];

    /// <summary>Events by name with what they carry, in their order.</summary>
    public static async Task<IReadOnlyList<KeyValuePair<string, object?>>> During(Func<Task> work)
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
        if (Current.Value == this) events.Add(value);
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose() => subscriptions.ForEach(s => s.Dispose());
}
