using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Texts;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

/// <summary>What comments are made of.</summary>
internal static class CommentMap
{
    public static void Apply(ModelBuilder model)
    {
        model.Entity<CommentWords>(e =>
        {
            e.ToTable("comment_words");
            e.HasKey(w => new { w.ResponseId, w.Item });
            e.HasOne<Response>().WithMany().HasForeignKey(w => w.ResponseId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(w => w.Words).HasMethod("gin");
            e.HasIndex(w => new { w.ModelId, w.ResponseId }).HasFilter("tone is not null");
        });
        model.Entity<SentimentRow>(e =>
        {
            e.ToTable("sentiment_models");
            e.Ignore(m => m.Validation);
        });
        model.Entity<CommentPlace>(e =>
        {
            e.ToTable("comment_places");
            e.Property(p => p.Id).ValueGeneratedNever();
        });
        model.Entity<Response>(e => e.HasIndex([nameof(Response.SurveyId), nameof(Response.Id)], "ix_responses_comments").HasFilter("has_comment"));
    }
}
