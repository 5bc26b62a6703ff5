using Crm.Platform.Jobs;

namespace Crm.Platform.Facts;

/// <summary>Keeps roll-ups short: adds what changes have appended to its cells.</summary>
internal sealed class SettleFacts(RollUpKeeper keeper) : ISweep
{
    public string Cron => "0 3/10 * * * ?";

    public Task Run(CancellationToken ct) => keeper.Settle(ct);
}

/// <summary>When much comes in at once, what waits in a journal would be counted anew for every page: it is settled before it grows long.</summary>
internal sealed class SettleLongJournals(RollUpKeeper keeper) : ISweep
{
    /// <summary>Counting so many takes a page a tenth of a second.</summary>
    const int Long = 2000;

    public string Cron => "30 * * * * ?";

    public Task Run(CancellationToken ct) => keeper.Settle(ct, Long);
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
