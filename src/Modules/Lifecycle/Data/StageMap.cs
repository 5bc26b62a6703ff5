using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Domain;
using Crm.Platform.Facts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Data;

/// <summary>How many admitted customers passed from one stage to another on a day, by the team and owner who have them now. Null: from, or to, where nobody counts.</summary>
internal sealed class StageDay : DailyRow
{
    public CustomerStage? FromStage { get; init; }
    public CustomerStage? ToStage { get; init; }
    public long Moves { get; init; }
}

/// <summary>How the roll-up follows from the history, and from whose the customers are and whether they are admitted.</summary>
internal static class StageRollUps
{
    static readonly Fact Moves = new("{rows} h join lifecycle.customers c on c.customer_id = h.customer_id", "h.at", "c.team_id, c.owner_id, h.\"from\", h.\"to\"", "c.admission = 'admitted'", ("moves", "1"));

    public static IReadOnlyList<DailyFacts> All { get; } =
    [
        new(typeof(StageDay), [nameof(StageDay.FromStage), nameof(StageDay.ToStage)],
            new FactSource("lifecycle.stage_changes", ["customer_id", "at", "\"from\"", "\"to\""], Moves),
            new FactSource("lifecycle.customers", ["team_id", "owner_id", "admission"], Moves with { From = "{rows} c join lifecycle.stage_changes h on h.customer_id = c.customer_id" }) { Whole = false, Key = "customer_id" }),
    ];
}

/// <summary>Stages, their history, and what was said by hand.</summary>
internal static class StageMap
{
    public static void MapStages(this ModelBuilder model)
    {
        model.Entity<StageChange>(e =>
        {
            e.ToTable("stage_changes");
            e.HasKey(c => c.Id);
            e.HasIndex(c => new { c.CustomerId, c.At });
            e.HasIndex(c => c.At);
        });
        model.Entity<HandSetting>(e =>
        {
            e.ToTable("hand_settings");
            e.Property(h => h.Reason).HasMaxLength(500);
            e.HasIndex(h => new { h.CustomerId, h.At });
        });
        model.DailyRows<StageDay>("stage_days");
    }
}
