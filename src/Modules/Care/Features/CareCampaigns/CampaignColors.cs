using Crm.Care.Domain;

namespace Crm.Care.Features.CareCampaigns;

internal static class CampaignColors
{
    public static string Of(CareCampaignState state) => state switch
    {
        CareCampaignState.Sending => "blue",
        CareCampaignState.Sent => "green",
        CareCampaignState.Paused => "orange",
        CareCampaignState.Stopped => "red",
        CareCampaignState.Scheduled => "azure",
        _ => "secondary",
    };
}
