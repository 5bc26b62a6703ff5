using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Surveys.Features.AnswerImports;

/// <summary>What the dry run and the import share: rows in batches, and what becomes of them.</summary>
internal static class AnswerImportWork
{
    public const int Batch = 1000;

    /// <summary>One's own imports: they may hold personal data that nobody else has asked for.</summary>
    public static async Task<AnswerImport> MyImport(this SurveysDb db, CurrentUser user, long id, CancellationToken ct) =>
        await db.AnswerImports.FirstOrDefaultAsync(i => i.Id == id && (i.ById == user.Id || user.IsSystem), ct) ?? throw new MissingException("AnswerImport", id);

    /// <summary>The next rows after a line, in the file's order.</summary>
    public static Task<List<AnswerImportRow>> NextRows(this SurveysDb db, long importId, int afterLine, CancellationToken ct, params AnswerRowState[] states) =>
        db.AnswerImportRows.AsNoTracking().Where(r => r.ImportId == importId && r.Line > afterLine && (states.Length == 0 || states.Contains(r.State))).OrderBy(r => r.Line).Take(Batch).ToListAsync(ct);

    /// <summary>Writes what became of the rows, in one statement; the cells of those that have become answers go.</summary>
    public static async Task Mark(this SurveysDb db, IReadOnlyList<AnswerImportRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        NpgsqlParameter Array<T>(string name, NpgsqlDbType type, IEnumerable<T> values) => new(name, NpgsqlDbType.Array | type) { Value = values.ToArray() };
        await db.Database.ExecuteSqlRawAsync("""
            update surveys.answer_import_rows r set state = u.state, reason = u.reason, reason_arg = u.arg, response_id = u.response, cells = case when u.state = 'created' then array[]::text[] else r.cells end
            from unnest(@lines, @states, @reasons, @args, @responses) as u(line, state, reason, arg, response)
            where r.import_id = @import and r.line = u.line
            """,
            [
                new NpgsqlParameter("import", rows[0].ImportId), Array("lines", NpgsqlDbType.Integer, rows.Select(r => r.Line)), Array("states", NpgsqlDbType.Text, rows.Select(r => SnakeCase.Of(r.State.ToString()))),
                Array("reasons", NpgsqlDbType.Text, rows.Select(r => r.Reason)), Array("args", NpgsqlDbType.Text, rows.Select(r => r.ReasonArg)), Array("responses", NpgsqlDbType.Bigint, rows.Select(r => r.ResponseId)),
            ], ct);
    }

    /// <summary>The latest published version of a survey.</summary>
    public static async Task<SurveyVersion> Latest(this SurveysDb db, long surveyId, string field, CancellationToken ct) =>
        await db.Versions.Where(v => v.SurveyId == surveyId).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct) ?? throw new RuleException("surveys.import.unpublished", field);
}
