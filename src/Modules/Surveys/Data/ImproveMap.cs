using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

/// <summary>Tables of feedback and of improvements.</summary>
internal static class ImproveMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<FeedbackItem>(e =>
        {
            e.ToTable("feedback");
            // One per comment, whatever is delivered twice.
            e.HasIndex(f => new { f.ResponseId, f.Item }).IsUnique();
            e.HasIndex(f => f.TicketId).IsUnique();
            e.HasIndex(f => new { f.DueAt, f.Id }).HasFilter("state = 'open'").HasDatabaseName("ix_feedback_open");
            e.HasIndex(f => new { f.ReceivedAt, f.Id }).HasFilter("state = 'answered'").HasDatabaseName("ix_feedback_answered");
            e.HasIndex(f => new { f.ClosedAt, f.Id }).IsDescending().HasFilter("state = 'closed'").HasDatabaseName("ix_feedback_closed");
            e.HasIndex(f => new { f.ReceivedAt, f.Id }).IsDescending();
            e.HasIndex(f => new { f.CustomerId, f.ReceivedAt });
            e.HasIndex(f => f.ImprovementId);
            e.HasOne<FeedbackCode>().WithMany().HasForeignKey(f => f.CategoryId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<FeedbackCode>().WithMany().HasForeignKey(f => f.CauseId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Improvement>().WithMany().HasForeignKey(f => f.ImprovementId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<FeedbackCode>(e => e.ToTable("feedback_codes"));
        model.Entity<Improvement>(e =>
        {
            e.ToTable("improvements");
            e.HasMany(i => i.Measures).WithOne().HasForeignKey(m => m.ImprovementId);
            e.HasMany(i => i.Steps).WithOne().HasForeignKey(s => s.ImprovementId);
            e.HasMany(i => i.Teams).WithOne().HasForeignKey(t => t.ImprovementId);
            e.HasIndex(i => new { i.DueOn, i.Id });
            e.HasIndex(i => new { i.SurveyId, i.Item });
        });
        model.Entity<Measure>(e => { e.ToTable("improvement_measures"); e.HasIndex(m => m.ImprovementId); });
        model.Entity<ImprovementStep>(e => { e.ToTable("improvement_steps"); e.HasIndex(s => s.ImprovementId); });
        model.Entity<ConcernedTeam>(e => { e.ToTable("improvement_teams"); e.HasIndex(t => new { t.ImprovementId, t.TeamId }).IsUnique(); });
    }
}
