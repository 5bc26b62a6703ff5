using Crm.Platform.Jobs;

namespace Crm.Lifecycle.Features.Facts;

/// <summary>An installation whose copies are not full (new, upgraded, interrupted) gets them filled.</summary>
internal sealed class FillCopies(Filler filler) : ISweep
{
    public string Cron => "8/20 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        if (!await filler.Full(ct)) await filler.Fill(ct);
    }
}

/// <summary>Shortly after midnight: whoever has become dormant, mature or lost because time has passed.</summary>
internal sealed class PassTime(Filler filler, StageKeeper keeper) : ISweep
{
    public string Cron => "0 5 0 * * ?";

    public async Task Run(CancellationToken ct)
    {
        if (await filler.Full(ct)) await keeper.PassTime(ct);
    }
}

/// <summary>Once a night the copies are compared with the originals.</summary>
internal sealed class RebuildCopies(Filler filler) : ISweep
{
    public string Cron => "0 50 2 * * ?";

    public async Task Run(CancellationToken ct)
    {
        if (await filler.Full(ct)) await filler.Rebuild(ct);
    }
}
