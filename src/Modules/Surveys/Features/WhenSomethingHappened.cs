using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>An order sets the day on which its buyer is asked; what was bought before a wave opened is not asked about.</summary>
internal sealed class WhenPurchaseRecorded(SurveysDb db, IAudienceFacts facts) : IHandle<PurchaseRecorded>
{
    public async Task Handle(PurchaseRecorded happened, CancellationToken ct)
    {
        var waves = await db.Waves.AsNoTracking().Where(w => w.Kind == WaveKind.AfterPurchase && w.State == WaveState.Open && w.OpensAt <= happened.PurchasedAt).ToListAsync(ct);
        if (waves.Count == 0) return;
        var products = waves.Exists(w => w.Product is not null) ? await facts.ProductsOf(happened.PurchaseId, ct) : [];
        await Dues.Add(db, [.. waves.Where(w => w.Product is not { } product || products.Any(p => p.Contains(product, StringComparison.OrdinalIgnoreCase)))
            .Select(w => (w.Id, happened.CustomerId, $"purchase:{happened.PurchaseId}", happened.PurchasedAt.AddDays(w.DelayDays)))], ct);
    }
}

/// <summary>A customer came to an event of ours.</summary>
internal sealed class WhenInteractionLogged(SurveysDb db) : IHandle<InteractionLogged>
{
    public async Task Handle(InteractionLogged happened, CancellationToken ct)
    {
        if (happened.Type != InteractionType.Event) return;
        var waves = await db.Waves.AsNoTracking().Where(w => w.Kind == WaveKind.AfterEvent && w.State == WaveState.Open && w.OpensAt <= happened.At).ToListAsync(ct);
        await Dues.Add(db, [.. waves.Select(w => (w.Id, happened.CustomerId, $"interaction:{happened.InteractionId}", happened.At.AddDays(w.DelayDays)))], ct);
    }
}

/// <summary>A member reached another tier, or fell to one: both have something to say.</summary>
internal sealed class WhenMemberTierChanged(SurveysDb db) : IHandle<MemberTierChanged>
{
    public async Task Handle(MemberTierChanged happened, CancellationToken ct)
    {
        var waves = await db.Waves.AsNoTracking().Where(w => w.Kind == WaveKind.AfterTier && w.State == WaveState.Open && w.OpensAt <= happened.At).ToListAsync(ct);
        await Dues.Add(db, [.. waves.Select(w => (w.Id, happened.CustomerId, FormattableString.Invariant($"tier:{happened.MemberId}:{happened.At.UtcTicks}"), happened.At.AddDays(w.DelayDays)))], ct);
    }
}
