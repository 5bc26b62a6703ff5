using Crm.Contracts.Lifecycle;

namespace Crm.Lifecycle.Features.Stages;

internal static class StageColors
{
    public static string Of(CustomerStage? stage) => stage switch
    {
        CustomerStage.Prospect => "azure",
        CustomerStage.InDevelopment => "blue",
        CustomerStage.New => "teal",
        CustomerStage.Growing => "green",
        CustomerStage.Mature => "lime",
        CustomerStage.Dormant => "orange",
        CustomerStage.Churned => "red",
        _ => "secondary",
    };
}
