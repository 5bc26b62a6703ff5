using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Platform.Time;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.AnswerImports;

/// <summary>Decides what becomes of rows, and turns them into answers. One for each run: it remembers the file it has seen.</summary>
internal sealed class AnswerImporter(SurveysDb db, ICustomerDirectory customers, InstallationZone zone, TimeProvider clock)
{
    readonly Dictionary<int, (ReadAnswer Answer, string Key, DateTimeOffset At, long? CustomerId)> planned = [];

    /// <summary>Keys of the file so far, 64 bits each: a million rows take a few dozen megabytes.</summary>
    readonly Dictionary<ulong, int> seen = [];

    /// <summary>What would become of the rows; changes nothing else.</summary>
    public async Task Plan(IReadOnlyList<AnswerImportRow> rows, AnswerImport import, SurveyDefinition survey, CancellationToken ct)
    {
        var settings = import.Settings;
        var layout = new AnswerLayout(settings.Columns, survey, settings.Dates);
        var now = clock.GetUtcNow();
        planned.Clear();
        foreach (var row in rows)
        {
            try
            {
                var answer = layout.Read(row.Cells);
                var at = answer.Stamp ?? (answer.At is { } local ? zone.Zone.Instant(local) : import.At);
                if (at > now.AddDays(1) || at.Year < 1970) throw new WrongAnswerException("dateRange", at.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
                var key = answer.Id is { } id ? $"id:{answer.Origin ?? settings.Origin}:{id}" : row.Key;
                planned[row.Line] = (answer, key, at, null);
            }
            catch (WrongAnswerException e) { row.Is(AnswerRowState.Wrong, e.Reason, e.Value); }
        }
        var read = rows.Where(r => planned.ContainsKey(r.Line)).ToList();
        var keys = planned.Values.Select(p => p.Key).ToList();
        var surveyId = import.SurveyId ?? settings.SurveyId;
        var known = surveyId is null ? [] : (await db.Responses.Where(r => r.SurveyId == surveyId && r.ImportKey != null && keys.Contains(r.ImportKey)).Select(r => r.ImportKey!).ToListAsync(ct)).ToHashSet();
        var named = await Named(ct);
        foreach (var row in read)
        {
            var p = planned[row.Line];
            var hash = BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(p.Key)));
            if (!seen.TryAdd(hash, row.Line) && seen[hash] != row.Line)
            {
                row.Is(AnswerRowState.Duplicate, "inFile", $"{seen[hash]}");
                continue;
            }
            if (known.Contains(p.Key))
            {
                row.Is(AnswerRowState.Duplicate, "recorded");
                continue;
            }
            var matches = named(p.Answer);
            if (matches.Count > 1) row.Is(AnswerRowState.Wrong, "several");
            else if (matches.Count == 0 && p.Answer.NamesCustomer && settings.KnownOnly) row.Is(AnswerRowState.Wrong, "customer", p.Answer.Number ?? p.Answer.Email ?? p.Answer.Phone);
            else
            {
                planned[row.Line] = p with { CustomerId = matches.Count == 1 ? matches[0] : null };
                row.Is(AnswerRowState.ToCreate);
            }
        }
    }

    /// <summary>Does what the last plan decided, for the same rows.</summary>
    public async Task Write(IReadOnlyList<AnswerImportRow> rows, AnswerImport import, SurveyVersion version, Survey survey, CancellationToken ct)
    {
        var work = rows.Where(r => r.State == AnswerRowState.ToCreate).ToList();
        if (work.Count == 0) return;
        var now = clock.GetUtcNow();
        var ids = work.Select(r => planned[r.Line].CustomerId).OfType<long>().Distinct().ToList();
        var facts = await customers.FactsOf(ids, ct);
        // A second answer of the same person is a duplicate in a questionnaire; a customer may well review or be interviewed twice.
        var answered = import.Kind != AnswerImportKind.Answers || ids.Count == 0 ? [] : (await db.Responses.Where(r => r.WaveId == import.WaveId && r.CustomerId != null && ids.Contains(r.CustomerId.Value)).Select(r => r.CustomerId!.Value).ToListAsync(ct)).ToHashSet();
        var made = new List<Response>();
        var asked = import.Settings.Asked;
        foreach (var row in work)
        {
            var p = planned[row.Line];
            var customer = p.CustomerId is { } id ? facts.GetValueOrDefault(id) : null;
            var snapshot = Snapshot.Of(customer, zone.DayOf(p.At));
            var response = Response.Finish(new Finished
            {
                SurveyId = survey.Id, VersionId = version.Id, Definition = version.Definition, WaveId = import.WaveId, Customer = customer, Answers = p.Answer.Answers, StartedAt = p.At, At = p.At,
                Asked = asked, Snapshot = snapshot with { Industry = p.Answer.Industry ?? snapshot.Industry, Region = p.Answer.Region ?? snapshot.Region },
                Language = p.Answer.Language ?? customer?.Language ?? LanguageOf(p.Answer.Answers), LowMark = survey.LowMark, Cleaning = survey.Cleaning, Source = ResponseSource.Import, EnteredBy = import.ById,
                Duplicate = import.Kind == AnswerImportKind.Answers && customer is not null && !answered.Add(customer.Id),
                // No storm of call backs for scores long gone, and none nobody asked for.
                Announce = customer is not null && import.Settings.FollowUpDays is { } days && p.At >= now.AddDays(-days),
            });
            response.CameFrom(import.Id, p.Key, p.Answer.Origin ?? (import.Settings.Origin.Length > 0 ? import.Settings.Origin : null), p.Answer.Link);
            made.Add(response);
        }
        db.Responses.AddRange(made);
        await db.SaveChangesAsync(ct);
        for (var i = 0; i < work.Count; i++)
        {
            work[i].Is(AnswerRowState.Created);
            work[i].ResponseId = made[i].Id;
        }
    }

    /// <summary>Makes what the answers need: the survey and its version, unless they exist, and their wave.</summary>
    public async Task Prepare(AnswerImport import, CancellationToken ct)
    {
        var (settings, now) = (import.Settings, clock.GetUtcNow());
        SurveyVersion version;
        if (settings.SurveyId is { } known) version = await db.Latest(known, "", ct);
        else
        {
            var survey = Survey.Write(import.Definition!, import.ById, now);
            db.Surveys.Add(survey);
            db.Versions.Add(version = survey.Publish(import.ById, now));
        }
        await db.SaveChangesAsync(ct);
        var own = await db.Surveys.SingleAsync(s => s.Id == version.SurveyId, ct);
        var wave = settings.WaveId is { } joined ? await db.Waves.SingleAsync(w => w.Id == joined, ct)
            : Wave.OfImport(own, version, settings.WaveTitle.Length > 0 ? settings.WaveTitle : Path.GetFileNameWithoutExtension(import.FileName), import.ById, now);
        if (wave.Id == 0) db.Waves.Add(wave);
        await db.SaveChangesAsync(ct);
        import.Into(version.SurveyId, settings.WaveId is null ? version.Id : wave.VersionId ?? version.Id, wave.Id, ColumnSurvey.Filled(settings.Columns));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>All rows are written: the wave of an import lasts from its first to its last answer, and the trail says what came of it.</summary>
    public async Task Finish(AnswerImport import, CancellationToken ct)
    {
        import.Done(clock.GetUtcNow());
        var wave = await db.Waves.SingleAsync(w => w.Id == import.WaveId, ct);
        if (wave.Kind == WaveKind.Import)
        {
            var span = await db.Responses.Where(r => r.WaveId == wave.Id).GroupBy(r => r.WaveId).Select(g => new { From = g.Min(r => r.FinishedAt), To = g.Max(r => r.FinishedAt) }).SingleOrDefaultAsync(ct);
            if (span is not null) wave.Lasted(span.From, span.To);
        }
        var counts = await db.AnswerImportRows.Where(r => r.ImportId == import.Id).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key.ToString(), g => g.Count, ct);
        db.Record("ImportAnswers", nameof(AnswerImport), import.Id, counts);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>With one question for each way of naming a customer.</summary>
    async Task<Func<ReadAnswer, IReadOnlyList<long>>> Named(CancellationToken ct)
    {
        var answers = planned.Values.Select(p => p.Answer).ToList();
        var numbers = await customers.NamedBy(CustomerMark.Number, [.. answers.Select(a => a.Number).OfType<string>()], ct);
        var emails = await customers.NamedBy(CustomerMark.Email, [.. answers.Select(a => a.Email).OfType<string>()], ct);
        var phones = await customers.NamedBy(CustomerMark.Phone, [.. answers.Select(a => a.Phone).OfType<string>()], ct);
        // The surest tells: a family may share a phone, not a number.
        return a => Of(numbers, a.Number) is { Count: > 0 } byNumber ? byNumber : Of(emails, a.Email) is { Count: > 0 } byEmail ? byEmail : Of(phones, a.Phone);

        static IReadOnlyList<long> Of(IReadOnlyDictionary<string, IReadOnlyList<long>> known, string? text) => text is not null && known.TryGetValue(text, out var ids) ? ids : [];
    }

    static string LanguageOf(AnswerSheet answers) => answers.Values.Any(values => values.Any(v => v.EnumerateRunes().Any(r => r.Value is >= 0x4E00 and <= 0x9FFF))) ? "zh-CN" : "en";
}
