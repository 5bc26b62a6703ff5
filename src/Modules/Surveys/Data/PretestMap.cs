using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

/// <summary>Tables of pre-tests: apart from answers, so that nothing of a trial can get among them.</summary>
internal static class PretestMap
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Pretest>(e =>
        {
            e.ToTable("pretests");
            e.Property(p => p.Definition).AsJson();
            e.HasOne<Survey>().WithMany().HasForeignKey(p => p.SurveyId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(p => new { p.SurveyId, p.Id });
        });
        model.Entity<PretestTester>(e =>
        {
            e.ToTable("pretest_testers");
            e.HasOne<Pretest>().WithMany().HasForeignKey(t => t.PretestId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(t => t.Token).IsUnique();
            e.HasIndex(t => new { t.PretestId, t.Id });
            e.Property(t => t.Answers).AsJson();
            e.Property(t => t.Seconds).AsJson();
        });
        model.Entity<PretestRemark>(e =>
        {
            e.ToTable("pretest_remarks");
            e.HasOne<Pretest>().WithMany().HasForeignKey(r => r.PretestId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<PretestTester>().WithMany().HasForeignKey(r => r.TesterId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(r => new { r.TesterId, r.Item }).IsUnique();
            e.HasIndex(r => new { r.PretestId, r.Id });
        });
    }
}
