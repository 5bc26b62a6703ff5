using Crm.Loyalty.Domain;

namespace Crm.Loyalty.Features.Rewards;

/// <summary>Colours of states; each stands beside its word.</summary>
internal static class RewardColors
{
    public static string Of(RewardState state) => state switch { RewardState.Available => "green", RewardState.OutOfStock => "red", RewardState.Upcoming => "blue", _ => "secondary" };

    public static string Of(RedemptionState state) => state switch { RedemptionState.Open => "orange", RedemptionState.Sent => "blue", RedemptionState.Done => "green", _ => "secondary" };

    public static string Of(IdeaStatus status) => status switch { IdeaStatus.New => "secondary", IdeaStatus.UnderReview => "blue", IdeaStatus.Planned => "purple", IdeaStatus.Built => "green", _ => "red" };

    /// <summary>An icon where there is no picture.</summary>
    public static string Icon(RewardKind kind) => kind switch { RewardKind.Coupon => "ticket", RewardKind.Service => "headset", _ => "gift" };
}
