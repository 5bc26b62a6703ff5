namespace Crm.Sales.Domain;

/// <summary>How long a deal may rest in a stage before it counts as stuck, and how likely it is to be won from there when nobody has said.</summary>
internal static class Pipeline
{
    /// <summary>The stages of deals that are still open.</summary>
    public static readonly IReadOnlyList<Stage> Open = [Stage.Lead, Stage.Needs, Stage.Proposal, Stage.Negotiation, Stage.Contract];

    /// <summary>Days in a stage after which the owner is reminded.</summary>
    public static int LimitDays(Stage stage) => stage switch
    {
        Stage.Lead => 14,
        Stage.Needs => 21,
        Stage.Proposal => 21,
        Stage.Negotiation => 30,
        Stage.Contract => 14,
        _ => 60,
    };

    /// <summary>Usual probability in percent, a start value for the form.</summary>
    public static int UsualProbability(Stage stage) => stage switch
    {
        Stage.Lead => 10,
        Stage.Needs => 25,
        Stage.Proposal => 45,
        Stage.Negotiation => 65,
        Stage.Contract => 85,
        _ => 100,
    };
}
