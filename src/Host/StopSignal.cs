using System.Runtime.InteropServices;

namespace Crm.Host;

/// <summary>Ctrl+C and its relatives end every verb in good order, so that the embedded database is stopped too.</summary>
internal sealed class StopSignal : IDisposable
{
    readonly CancellationTokenSource _source = new();
    readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(s => PosixSignalRegistration.Create(s, Stop))];

    public CancellationToken Token => _source.Token;

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _source.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }
}
