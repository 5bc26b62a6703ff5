using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Surveys.Features.DataCleaning;

/// <summary>Which survey's answers are flagged anew.</summary>
internal sealed record RecheckArgs(long SurveyId);

/// <summary>How far it is.</summary>
internal sealed record RecheckPlace(long AfterId, long Done, long Changed);

/// <summary>
/// Flags the answers of a survey by its rules as they are now: some thousand at a time, each batch a transaction, from the
/// last batch on after a crash.
/// </summary>
internal sealed class RecheckAnswers(SurveysDb db, SurveyCache cache) : IJob<RecheckArgs>
{
    const int Batch = 2000;

    public async Task<object?> Run(RecheckArgs args, JobProgress progress, CancellationToken ct)
    {
        var rules = await db.Surveys.Where(s => s.Id == args.SurveyId).Select(s => s.Cleaning).SingleOrDefaultAsync(ct) ?? CleaningRules.Default;
        var total = await db.Responses.LongCountAsync(r => r.SurveyId == args.SurveyId, ct);
        var place = progress.Checkpoint<RecheckPlace>() ?? new(0, 0, 0);
        while (true)
        {
            var after = place.AfterId;
            var answers = await db.Responses.AsNoTracking().Where(r => r.SurveyId == args.SurveyId && r.Id > after).OrderBy(r => r.Id).Take(Batch).ToListAsync(ct);
            if (answers.Count == 0) break;
            var imports = answers.Select(a => a.ImportId).OfType<long>().Distinct().ToList();
            var asked = imports.Count == 0 ? [] : (await db.AnswerImports.AsNoTracking().Where(i => imports.Contains(i.Id)).Select(i => new { i.Id, i.Settings }).ToListAsync(ct)).ToDictionary(i => i.Id, i => i.Settings.Asked);
            var changed = new List<Response>();
            foreach (var answer in answers)
                if (answer.Recheck(await cache.Version(db, answer.VersionId, ct), rules, answer.ImportId is { } import ? asked.GetValueOrDefault(import) : null)) changed.Add(answer);
            await Write(changed, ct);
            place = new(answers[^1].Id, place.Done + answers.Count, place.Changed + changed.Count);
            await progress.Report(place.Done, total, place);
        }
        return new { Url = $"/surveys/{args.SurveyId}/results/cleaning", place.Changed };
    }

    /// <summary>One statement a batch. Somebody may decide by hand meanwhile: what they said stands.</summary>
    async Task Write(IReadOnlyList<Response> changed, CancellationToken ct)
    {
        if (changed.Count == 0) return;
        NpgsqlParameter Array<T>(string name, NpgsqlDbType type, IEnumerable<T> values) => new(name, NpgsqlDbType.Array | type) { Value = values.ToArray() };
        await db.Database.ExecuteSqlRawAsync("""
            update surveys.responses r set flags = string_to_array(u.flags, ','), counted = case when r.decided_at is null then u.flags = '' else r.counted end
            from unnest(@ids, @flags) as u(id, flags) where r.id = u.id
            """,
            [
                Array("ids", NpgsqlDbType.Bigint, changed.Select(r => r.Id)),
                Array("flags", NpgsqlDbType.Text, changed.Select(r => string.Join(',', r.Flags.Select(f => Platform.Data.SnakeCase.Of(f.ToString()))))),
            ], ct);
    }
}
