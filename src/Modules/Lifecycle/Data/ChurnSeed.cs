using Crm.Lifecycle.Domain.Churn;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Data;

/// <summary>The reasons for leaving that every installation starts with.</summary>
internal static class ChurnSeed
{
    static readonly (string English, string Chinese)[] All =
    [
        ("Price", "价格"), ("Service quality", "服务质量"), ("Product does not fit", "产品不合适"), ("Went to a competitor", "转向竞争对手"), ("No need any more", "不再需要"),
        ("Closed down or moved away", "停业或搬迁"), ("Contact person left", "对接人离职"), ("Other", "其他"),
    ];

    public static async Task Add(LifecycleDb db, CancellationToken ct)
    {
        if (await db.ChurnReasons.AnyAsync(ct)) return;
        db.ChurnReasons.AddRange(All.Select(r => new ChurnReason(r.English, r.Chinese)));
        await db.SaveChangesAsync(ct);
    }
}
