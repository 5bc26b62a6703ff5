using Crm.Customers.Data;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Facts;

/// <summary>Facts and automatic tags follow within seconds. An installation without facts (new, upgraded, demo data) gets them all at once.</summary>
internal sealed class RefreshFacts(CustomersDb db, FactKeeper keeper, CopyOthers copies) : ISweep
{
    public string Cron => "0/15 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        if (!await db.RfmEdges.AnyAsync(ct))
        {
            await copies.All(ct);
            await keeper.Rebuild(ct);
        }
        await keeper.Drain(ct);
    }
}

/// <summary>What counts back from today ("in the last 30 days") moves with every day; quintiles move with everybody.</summary>
internal sealed class RebuildFacts(FactKeeper keeper, CopyOthers copies) : ISweep
{
    public string Cron => "0 10 2 * * ?";

    public async Task Run(CancellationToken ct)
    {
        await copies.All(ct);
        await keeper.Rebuild(ct);
        await keeper.Drain(ct);
    }
}
