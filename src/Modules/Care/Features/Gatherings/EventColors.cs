using Crm.Care.Domain;

namespace Crm.Care.Features.Gatherings;

internal static class EventColors
{
    public static string Of(GatheringState state) => state switch { GatheringState.Open => "green", GatheringState.Cancelled => "red", GatheringState.Closed => "blue", _ => "secondary" };

    public static string Of(SignUpState state) => state switch { SignUpState.Booked => "green", SignUpState.Waiting => "orange", SignUpState.Invited => "azure", _ => "secondary" };
}
