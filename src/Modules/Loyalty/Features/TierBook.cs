using Crm.Loyalty.Features.Tiers;
using Crm.Platform.Localization;

namespace Crm.Loyalty.Features;

/// <summary>How a member stands, in the member's language.</summary>
/// <param name="Tier">Name of the tier; null: none yet.</param>
/// <param name="Until">The last day it holds for certain.</param>
/// <param name="Next">Name of the next tier; null: there is none above.</param>
/// <param name="Points">Qualifying points so far, and <paramref name="Needed"/> for the next one.</param>
internal sealed record MemberStanding(string? Tier, DateOnly? Until, string? Next, long Points, long Needed);

/// <summary>Tiers as members read of them.</summary>
internal sealed class TierBook(Programmes programmes, TierProgresses progresses, Texts texts)
{
    /// <summary>The name of a tier by its rank; null without one.</summary>
    public async Task<Func<int, string?>> Names(string language, CancellationToken ct)
    {
        var tiers = await programmes.Tiers(ct);
        return rank => Called(rank, tiers.Of(rank)?.Name(language), language);
    }

    /// <summary>A tier that was removed is called by its rank.</summary>
    public string? Called(int rank, string? name, string language) => rank <= 0 ? null : name ?? texts.In(language, "loyalty.tier.rank", rank);

    public async Task<MemberStanding> Of(long memberId, string language, CancellationToken ct)
    {
        var progress = await progresses.Of(memberId, ct);
        return new(progress?.Tier?.Name(language), progress?.Until, progress?.Next?.Name(language), progress?.Points ?? 0, progress?.Next?.Threshold ?? 0);
    }
}
