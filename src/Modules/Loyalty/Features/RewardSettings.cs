using Crm.Platform.Settings;

namespace Crm.Loyalty.Features;

/// <summary>How rewards are handed over, and what the member's page does.</summary>
internal sealed record RewardSettings
{
    /// <summary>Customers may ask for a link to their page, and enter it.</summary>
    public bool PageOn { get; init; } = true;

    /// <summary>Within so many days a redemption should be sent or done.</summary>
    public int FulfilDays { get; init; } = 7;

    /// <summary>How long a link that a customer asked for is good.</summary>
    public int LinkMinutes { get; init; } = 30;

    /// <summary>How long a link that a colleague sent is good.</summary>
    public int SentLinkHours { get; init; } = 24;

    /// <summary>How long a browser stays in.</summary>
    public int SessionMinutes { get; init; } = 60;

    /// <summary>What a proposer gets when the idea is built, unless it is decided otherwise.</summary>
    public long IdeaPoints { get; init; } = 200;

    /// <summary>The terms that members accept, in Markdown; empty: the product's short ones.</summary>
    public string TermsEn { get; init; } = "";
    public string TermsZh { get; init; } = "";

    public string Terms(string language) => language == "zh-CN" ? TermsZh : TermsEn;
}

internal static class RewardSetting
{
    public const string Name = "loyalty.rewards";

    public static ValueTask<RewardSettings> Rewards(this ISettings settings, CancellationToken ct) => settings.Get(Name, new RewardSettings(), ct);
}
