namespace Crm.Loyalty.Features;

/// <summary>How a member stands in the tiers, in the reader's language.</summary>
/// <param name="Tier">Name of the tier; null: none yet.</param>
/// <param name="Until">The last day it holds for certain.</param>
/// <param name="Next">Name of the next tier; null: there is none above.</param>
/// <param name="Points">Qualifying points so far, and <paramref name="Needed"/> for the next one.</param>
/// <param name="Pending">Points earned that cannot be spent yet.</param>
internal sealed record MemberStanding(string? Tier, DateOnly? Until, string? Next, long Points, long Needed, long Pending);

/// <summary>What a programme with tiers says to members. Whoever has tiers registers it; without one the pages speak of none.</summary>
internal interface ITierBook
{
    /// <summary>Names of the tiers by rank.</summary>
    Task<IReadOnlyDictionary<int, string>> Names(string language, CancellationToken ct);

    Task<MemberStanding?> Of(long memberId, string language, CancellationToken ct);
}

/// <summary>Names of tiers, for whoever shows one: by its rank where nobody has named it.</summary>
internal sealed class TierNames(IEnumerable<ITierBook> books, Platform.Localization.Texts texts)
{
    public async Task<Func<int, string?>> In(string language, CancellationToken ct)
    {
        var names = books.FirstOrDefault() is { } book ? await book.Names(language, ct) : new Dictionary<int, string>();
        return rank => rank <= 0 ? null : names.GetValueOrDefault(rank) ?? texts.In(language, "loyalty.tier.rank", rank);
    }
}
