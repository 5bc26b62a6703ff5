using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

internal static class ReportMap
{
    public static void Map(ModelBuilder model) => model.Entity<SentReport>(e =>
    {
        e.ToTable("sent_reports");
        e.Property(r => r.Message).HasMaxLength(SentReport.LongestText);
        e.Property(r => r.Answer).HasMaxLength(SentReport.LongestText);
        e.HasIndex(r => new { r.TeamId, r.Id });
        e.HasIndex(r => new { r.SurveyId, r.Id });
        e.HasOne<Survey>().WithMany().HasForeignKey(r => r.SurveyId);
    });
}
