using System.Text.Json;
using Crm.Lifecycle.Domain.Churn;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Crm.Lifecycle.Data;

/// <summary>Scores, warnings, losses, plans and what was fitted.</summary>
internal static class ChurnMap
{
    /// <summary>States in which a warning is open.</summary>
    public const string Open = "state in ('new', 'in_hand')";

    public static void MapChurn(this ModelBuilder model)
    {
        model.Entity<CustomerScore>(e =>
        {
            e.ToTable("scores");
            e.HasKey(s => s.CustomerId);
            e.Property(s => s.CustomerId).ValueGeneratedNever();
            e.Property(s => s.Reasons).HasColumnType("jsonb");
            e.Property(s => s.Currency).HasMaxLength(3);
            foreach (var money in new[] { nameof(CustomerScore.FutureValue), nameof(CustomerScore.HandbookValue), nameof(CustomerScore.YearlySpend), nameof(CustomerScore.AtStake) }) e.Property(money).HasPrecision(18, 2);
            e.HasIndex(s => new { s.Rank, s.CustomerId }).IsDescending().HasFilter(Open).HasDatabaseName("ix_scores_list");
            e.HasIndex(s => new { s.OwnerId, s.Rank, s.CustomerId }).IsDescending(false, true, true).HasFilter("state is not null").HasDatabaseName("ix_scores_owner");
            e.HasIndex(s => new { s.TeamId, s.Rank, s.CustomerId }).IsDescending(false, true, true).HasFilter("state is not null").HasDatabaseName("ix_scores_team");
            e.HasIndex(s => new { s.State, s.Rank, s.CustomerId }).IsDescending(false, true, true).HasFilter("state is not null").HasDatabaseName("ix_scores_state");
            e.HasIndex(s => s.ListedAt).HasFilter("state is not null").HasDatabaseName("ix_scores_listed");
        });
        model.Entity<ChurnReason>().ToTable("churn_reasons");
        model.Entity<Loss>(e =>
        {
            e.ToTable("losses");
            e.Property(l => l.Value).HasPrecision(18, 2);
            e.Property(l => l.Currency).HasMaxLength(3);
            e.HasIndex(l => new { l.CustomerId, l.LostOn }).IsUnique();
            e.HasIndex(l => new { l.LostOn, l.Id });
            e.HasIndex(l => l.OwnerId);
            e.HasIndex(l => l.TeamId);
            e.HasOne<ChurnReason>().WithMany().HasForeignKey(l => l.ReasonId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<ModelFit>(e =>
        {
            e.ToTable("model_fits");
            e.Property(f => f.Result).HasColumnType("jsonb");
            e.HasIndex(f => new { f.Kind, f.Id }).IsDescending(false, true);
        });
        model.Entity<WinBackPlan>(e =>
        {
            e.ToTable("win_back_plans");
            e.Property(p => p.Steps).HasColumnType("jsonb").HasConversion(
                s => JsonSerializer.Serialize(s, EventTypes.Json), s => JsonSerializer.Deserialize<List<WinBackStep>>(s, EventTypes.Json)!,
                new ValueComparer<IReadOnlyList<WinBackStep>>((a, b) => a!.SequenceEqual(b!), s => s.Aggregate(0, (hash, step) => HashCode.Combine(hash, step)), s => s.ToList()));
            e.Property(p => p.Audience).HasColumnType("jsonb").HasConversion(a => JsonSerializer.Serialize(a, EventTypes.Json), a => JsonSerializer.Deserialize<WinBackAudience>(a, EventTypes.Json)!);
            e.HasMany(p => p.Members).WithOne().HasForeignKey(m => m.PlanId);
        });
        model.Entity<WinBackMember>(e =>
        {
            e.ToTable("win_back_members");
            e.HasKey(m => new { m.PlanId, m.CustomerId });
            e.Property(m => m.AtStake).HasPrecision(18, 2);
            e.Property(m => m.Currency).HasMaxLength(3);
            e.HasIndex(m => m.CustomerId);
            e.HasIndex(m => m.OwnerId);
            e.HasIndex(m => m.TeamId);
        });
        model.Entity<AcquisitionCost>(e =>
        {
            e.ToTable("acquisition_costs", t => t.HasCheckConstraint("ck_acquisition_costs_amount", "amount >= 0"));
            e.Property(c => c.Amount).HasPrecision(18, 2);
            e.Property(c => c.Currency).HasMaxLength(3);
            e.HasIndex(c => new { c.Month, c.Channel, c.Currency }).IsUnique();
        });
    }
}
