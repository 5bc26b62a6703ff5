using Crm.Contracts.Lifecycle;
using Crm.Platform.Data;

namespace Crm.Lifecycle.Domain;

/// <summary>When a customer passes from stage to stage. Days are counted as calendar days of the installation.</summary>
/// <param name="NewDays">For so many days from the first order or contract a customer is new.</param>
/// <param name="MatureDays">From so many days on one may be mature,</param>
/// <param name="MatureOrders">with so many orders within 365 days, or a contract that runs.</param>
/// <param name="DormantDays">Without order and contract for so many days a customer is dormant,</param>
/// <param name="ChurnedDays">and without order, contract or contact for so many days churned.</param>
/// <param name="HandDays">How long a stage set by hand is good, unless a day is named.</param>
internal sealed record StageRules(int NewDays, int MatureDays, int MatureOrders, int DormantDays, int ChurnedDays, int HandDays)
{
    public const string Setting = "lifecycle.stages";

    public static readonly StageRules Default = new(90, 365, 4, 90, 180, 90);

    /// <summary>Names of an installation's own; a stage that has none is called as the product calls it.</summary>
    public Dictionary<string, StageName> Names { get; init; } = [];

    public StageName? NameOf(CustomerStage stage) => Names.GetValueOrDefault(SnakeCase.Of(stage.ToString()));
}

/// <summary>What a stage is called.</summary>
internal sealed record StageName(string English, string Chinese);

/// <summary>What decides on a customer's stage, as of a day.</summary>
/// <param name="Began">First order that was not given back whole, or first signed contract, whichever was earlier.</param>
/// <param name="Bought">Last order or signature; a contract that runs counts until the day itself.</param>
/// <param name="Heard">The later of that and the last contact.</param>
/// <param name="OrdersYear">Orders of the 365 days that end with the day.</param>
/// <param name="ContractRuns">A contract ends on the day or later.</param>
internal sealed record StageFacts(DateOnly? Began, DateOnly? Bought, DateOnly? Heard, int OrdersYear, bool ContractRuns, int OpenDeals);

/// <summary>Why a customer stands where they stand.</summary>
internal enum StageReason { Rules, Hand, HandEnded, Merged, Separated, Erased, Reconstructed }

/// <summary>
/// The stage as a function of facts, rules and day. <see cref="Data.StageSql"/> says the same to the database for many
/// customers at once; a test holds the two against each other.
/// </summary>
internal static class LifeStages
{
    /// <summary>New, growing and mature are active.</summary>
    public static readonly IReadOnlyList<CustomerStage> Active = [CustomerStage.New, CustomerStage.Growing, CustomerStage.Mature];

    /// <summary>Whoever has bought and has not been lost.</summary>
    public static readonly IReadOnlyList<CustomerStage> Customers = [.. Active, CustomerStage.Dormant];

    public static CustomerStage Of(StageFacts facts, StageRules rules, DateOnly day)
    {
        if (facts.Began is not { } began) return facts.OpenDeals > 0 ? CustomerStage.InDevelopment : CustomerStage.Prospect;
        if (Since(facts.Heard ?? began, day) >= rules.ChurnedDays) return CustomerStage.Churned;
        if (Since(facts.Bought ?? began, day) >= rules.DormantDays) return CustomerStage.Dormant;
        if (Since(began, day) < rules.NewDays) return CustomerStage.New;
        return Since(began, day) >= rules.MatureDays && (facts.ContractRuns || facts.OrdersYear >= rules.MatureOrders) ? CustomerStage.Mature : CustomerStage.Growing;
    }

    static int Since(DateOnly then, DateOnly day) => day.DayNumber - then.DayNumber;
}
