using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Data;

/// <summary>Files of answers on their way in.</summary>
internal static class AnswerImportMap
{
    public static void Apply(ModelBuilder model)
    {
        model.Entity<AnswerImport>(e =>
        {
            e.ToTable("answer_imports");
            e.Property(i => i.Settings).AsJson();
            e.Property(i => i.Definition).HasColumnType("jsonb").HasConversion(
                d => d == null ? null : System.Text.Json.JsonSerializer.Serialize(d, SurveysDb.Json), text => text == null ? null : System.Text.Json.JsonSerializer.Deserialize<SurveyDefinition>(text, SurveysDb.Json));
            e.HasIndex(i => new { i.ById, i.Id });
            e.HasIndex(i => i.HeadersHash);
        });
        model.Entity<AnswerImportRow>(e =>
        {
            e.ToTable("answer_import_rows");
            e.HasKey(r => new { r.ImportId, r.Line });
            e.HasOne<AnswerImport>().WithMany().HasForeignKey(r => r.ImportId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => new { r.ImportId, r.State, r.Line });
        });
        model.Entity<Response>(e =>
        {
            e.HasIndex(r => new { r.SurveyId, r.ImportKey }).IsUnique().HasFilter("import_key is not null");
            e.HasIndex(r => r.ImportId).HasFilter("import_id is not null");
        });
    }
}
