using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Features;

/// <summary>Which version of the programme is in force.</summary>
internal sealed class Programmes(LoyaltyDb db, InstallationZone zone)
{
    IReadOnlyList<ProgrammeVersion>? published;

    /// <summary>The version in force at an instant. All that were published are read once in a scope: they are few.</summary>
    public async Task<ProgrammeVersion> At(DateTimeOffset at, CancellationToken ct)
    {
        published ??= await db.ProgrammeVersions.AsNoTracking().Where(v => v.LiveFrom != null).OrderByDescending(v => v.LiveFrom).ToListAsync(ct);
        return published.First(v => v.LiveFrom <= at);
    }

    /// <summary>When points are gone that are earned now.</summary>
    public async Task<DateTimeOffset> ExpiryOf(DateTimeOffset earned, CancellationToken ct) => ExpiryOf((await At(earned, ct)).Terms, earned);

    public DateTimeOffset ExpiryOf(ProgrammeTerms terms, DateTimeOffset earned) => zone.StartOf(terms.FirstDayGone(zone.DayOf(earned)));

    public async Task<TierLadder> Tiers(CancellationToken ct) => new(await db.Tiers.AsNoTracking().ToListAsync(ct));
}
