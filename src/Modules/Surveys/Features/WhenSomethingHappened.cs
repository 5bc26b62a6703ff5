using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features;

/// <summary>An order sets the day on which its buyer is asked; what was bought before a wave opened is not asked about.</summary>
internal sealed class WhenPurchaseRecorded(SurveysDb db, IAudienceFacts facts) : IHandleMany<PurchaseRecorded>
{
    public async Task HandleMany(IReadOnlyList<PurchaseRecorded> happened, CancellationToken ct)
    {
        // An import or a busy till records hundreds at once: most often nobody is asked about any of them.
        var last = happened.Max(h => h.PurchasedAt);
        var open = await db.Waves.AsNoTracking().Where(w => w.Kind == WaveKind.AfterPurchase && w.State == WaveState.Open && w.OpensAt <= last).ToListAsync(ct);
        if (open.Count == 0) return;
        foreach (var one in happened)
        {
            var waves = open.Where(w => w.OpensAt <= one.PurchasedAt).ToList();
            if (waves.Count == 0) continue;
            var products = waves.Exists(w => w.Product is not null) ? await facts.ProductsOf(one.PurchaseId, ct) : [];
            await Dues.Add(db, [.. waves.Where(w => w.Product is not { } product || products.Any(p => p.Contains(product, StringComparison.OrdinalIgnoreCase)))
                .Select(w => (w.Id, one.CustomerId, $"purchase:{one.PurchaseId}", one.PurchasedAt.AddDays(w.DelayDays)))], ct);
        }
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

/// <summary>The same, told by the list of who came.</summary>
internal sealed class WhenEventAttended(SurveysDb db) : IHandle<EventAttended>
{
    public async Task Handle(EventAttended happened, CancellationToken ct)
    {
        var waves = await db.Waves.AsNoTracking().Where(w => w.Kind == WaveKind.AfterEvent && w.State == WaveState.Open && w.OpensAt <= happened.At).ToListAsync(ct);
        await Dues.Add(db, [.. waves.Select(w => (w.Id, happened.CustomerId, $"event:{happened.EventId}:{happened.CustomerId}", happened.At.AddDays(w.DelayDays)))], ct);
    }
}

/// <summary>Who refused surveys by the link of a mail: what was written already and waits for its hour does not leave.</summary>
internal sealed class WhenContactChoiceSaid(SurveysDb db) : IHandle<ContactChoiceSaid>
{
    public async Task Handle(ContactChoiceSaid happened, CancellationToken ct)
    {
        if (happened.Purpose != Purpose.Survey || happened.Allowed) return;
        await db.Mail.Where(m => m.CustomerId == happened.CustomerId && m.Purpose == "survey.invitation" && m.SentAt == null && m.DueAt != null)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.DueAt, (DateTimeOffset?)null).SetProperty(m => m.Error, "refused"), ct);
    }
}

/// <summary>A member reached another tier, or fell to one: both have something to say.</summary>
internal sealed class WhenMemberTierChanged(SurveysDb db) : IHandleMany<MemberTierChanged>
{
    public async Task HandleMany(IReadOnlyList<MemberTierChanged> happened, CancellationToken ct)
    {
        var last = happened.Max(h => h.At);
        var waves = await db.Waves.AsNoTracking().Where(w => w.Kind == WaveKind.AfterTier && w.State == WaveState.Open && w.OpensAt <= last).ToListAsync(ct);
        await Dues.Add(db, [.. from one in happened from w in waves where w.OpensAt <= one.At select (w.Id, one.CustomerId, FormattableString.Invariant($"tier:{one.MemberId}:{one.At.UtcTicks}"), one.At.AddDays(w.DelayDays))], ct);
    }
}
