using System.Text.Json;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Events;
using Crm.Platform.Localization;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>Says the reasons of a warning.</summary>
internal static class ReasonWords
{
    public static IReadOnlyList<Reason> Read(string json) => JsonSerializer.Deserialize<List<Reason>>(json, EventTypes.Json)!;

    /// <summary>"3.2 times as long as usual since the last purchase".</summary>
    public static string Say(this Texts texts, Show show, Reason reason) => texts[$"churn.reason.{reason.Signal}", show.Number(reason.Shown, reason.Signal == ChurnSignal.PurchaseGap ? 1 : 0)];
}

/// <summary>Colours beside the words.</summary>
internal static class ChurnColors
{
    public static string Of(RiskClass risk) => risk switch { RiskClass.High => "red", RiskClass.Medium => "orange", RiskClass.Watch => "yellow", _ => "secondary" };

    public static string Of(RiskState state) => state switch { RiskState.New => "red", RiskState.InHand => "blue", RiskState.WonBack => "green", _ => "secondary" };

    public static string Of(WinBackState state) => state switch { WinBackState.Running => "green", WinBackState.Draft => "blue", _ => "secondary" };
}
