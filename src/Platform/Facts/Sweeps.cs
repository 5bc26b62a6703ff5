using Crm.Platform.Jobs;

namespace Crm.Platform.Facts;

/// <summary>Keeps roll-ups short: adds what changes have appended to its cells.</summary>
internal sealed class SettleFacts(RollUpKeeper keeper) : ISweep
{
    public string Cron => "0 3/10 * * * ?";

    public Task Run(CancellationToken ct) => keeper.Settle(ct);
}

/// <summary>Every night: do the roll-ups still agree with the raw rows? What does not is put right and shown to the administrator.</summary>
internal sealed class CheckFacts(RollUpKeeper keeper, SelfChecks checks) : ISweep
{
    public string Cron => "0 40 3 * * ?";

    public async Task Run(CancellationToken ct)
    {
        await keeper.Repair(ct);
        await checks.Run(ct);
    }
}
