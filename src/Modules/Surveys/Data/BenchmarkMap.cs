using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

internal static class BenchmarkMap
{
    public static void Map(ModelBuilder model) => model.Entity<Benchmark>(e =>
    {
        e.ToTable("benchmarks");
        e.HasOne<Survey>().WithMany().HasForeignKey(b => b.SurveyId).OnDelete(DeleteBehavior.Restrict);
        e.HasIndex(b => new { b.SurveyId, b.Figure }).IsUnique();
    });
}
