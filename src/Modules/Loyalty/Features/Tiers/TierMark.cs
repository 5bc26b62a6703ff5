using Crm.Loyalty.Domain;

namespace Crm.Loyalty.Features.Tiers;

/// <summary>A tier's name with its colour and sign.</summary>
internal sealed record TierMark(string Name, TierColor Color, TierIcon Icon)
{
    // Written out, so that the sprite is built with all of them.
    static readonly Dictionary<TierIcon, string> Signs = new() { [TierIcon.Medal] = "medal", [TierIcon.Award] = "award", [TierIcon.Crown] = "crown", [TierIcon.Diamond] = "diamond", [TierIcon.Star] = "star", [TierIcon.Trophy] = "trophy" };

    public string Css => Color.ToString().ToLowerInvariant();

    public string Sign => Signs[Icon];
}
