using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Search;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Texts;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Surveys.Features.Words;

/// <summary>
/// Reads new comments into words, some hundred at a time. A row is what says that a comment has been read, so that a crash
/// loses nothing; looking starts a little before the last one read, since answers do not become visible in the order of their numbers.
/// </summary>
internal sealed class ReadComments(SurveysDb db, CommentMask mask) : ISweep
{
    const int Batch = 500;

    /// <summary>So many numbers back something may still be on its way in.</summary>
    const long Behind = 20_000;

    public string Cron => "20 * * * * ?";

    public async Task Run(CancellationToken ct)
    {
        var place = await db.Set<CommentPlace>().SingleOrDefaultAsync(p => p.Id == 1, ct);
        if (place is null) db.Add(place = new CommentPlace { Id = 1 });
        var model = await Latest(db, ct);
        for (var after = Math.Max(0, place.ReadTo - Behind); ;)
        {
            var answers = await db.Responses.AsNoTracking().Where(r => r.HasComment && r.Id > after && !db.CommentWords.Any(w => w.ResponseId == r.Id)).OrderBy(r => r.Id).Take(Batch)
                .Select(r => new { r.Id, r.SurveyId, r.CustomerId, r.Texts, r.Headline, r.Nps }).ToListAsync(ct);
            if (answers.Count == 0) break;
            await mask.For(answers.Select(a => a.CustomerId), ct);
            var rows = new List<CommentWords>();
            foreach (var a in answers)
                foreach (var (item, values) in a.Texts)
                {
                    var words = WordsOf(mask.Of(string.Join('\n', values), a.CustomerId));
                    rows.Add(new()
                    {
                        ResponseId = a.Id, Item = item, SurveyId = a.SurveyId, Words = Telling(words),
                        Tone = model?.Model is { } guess && a.Headline is null && a.Nps is null ? SentimentModel.ToneOf(guess.Positive(TextFeatures.Of(words))) : null, ModelId = model?.Id,
                    });
                }
            after = answers[^1].Id;
            place.ReadTo = Math.Max(place.ReadTo, after);
            // Demo data is loaded whole or not at all.
            await using var transaction = db.Database.CurrentTransaction is null ? await db.Begin(ct) : null;
            await db.CopyIn(rows, ct);
            await db.SaveChangesAsync(ct);
            if (transaction is not null) await transaction.CommitAsync(ct);
        }
    }

    /// <summary>The words of a comment that has been masked; masks are none.</summary>
    public static List<string> WordsOf(string masked) => [.. WordBreaker.Words(masked).Where(w => !w.Contains('*', StringComparison.Ordinal)).Take(2000)];

    /// <summary>The different words that tell something.</summary>
    public static string[] Telling(IEnumerable<string> words) => [.. words.Where(StopWords.Tells).Distinct().Take(200)];

    /// <summary>The latest model that is good enough to be applied.</summary>
    public static async Task<(long Id, SentimentModel Model)?> Latest(SurveysDb db, CancellationToken ct) =>
        await db.Sentiments.AsNoTracking().OrderByDescending(m => m.Id).Select(m => new { m.Id, m.Weights }).FirstOrDefaultAsync(ct) is { Weights: { } weights } row ? (row.Id, SentimentModel.Of(weights)) : null;
}

/// <summary>
/// Every night: learns anew how comments sound from the latest ones that came with a score, and guesses those without. Under
/// 200 scored comments nothing is learned and nothing guessed.
/// </summary>
internal sealed class LearnSentiment(SurveysDb db, CommentMask mask, TimeProvider clock) : ISweep
{
    /// <summary>More teach little and cost memory.</summary>
    const int Most = 20_000;

    const int Batch = 1000, Kept = 5;

    public string Cron => "0 12 2 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var texts = await Scored(ct);
        long? model = null;
        SentimentModel? guess = null;
        if (SentimentModel.Learn(texts) is { } learned)
        {
            var row = new SentimentRow(learned.Validation, learned.Validation.Helps ? learned.Model.ToBytes() : null, clock.GetUtcNow());
            db.Sentiments.Add(row);
            await db.SaveChangesAsync(ct);
            var old = await db.Sentiments.OrderByDescending(m => m.Id).Skip(Kept).Select(m => m.Id).ToListAsync(ct);
            await db.Sentiments.Where(m => old.Contains(m.Id)).ExecuteDeleteAsync(ct);
            (model, guess) = (row.Id, learned.Validation.Helps ? learned.Model : null);
        }
        else await db.Sentiments.ExecuteDeleteAsync(ct);
        await Guess(model, guess, ct);
    }

    /// <summary>Comments of 1-2 and of 4-5 on the headline, without one 0-6 and 9-10 on recommendation; the middle says neither. Tests and what people took out teach nothing.</summary>
    async Task<List<ScoredText>> Scored(CancellationToken ct)
    {
        var texts = new List<ScoredText>();
        for (var before = long.MaxValue; texts.Count < Most;)
        {
            var answers = await db.Responses.AsNoTracking().Where(r => r.HasComment && r.Counted && r.Id < before && (r.Headline != null ? r.Headline != 3 : r.Nps != null && r.Nps != 7 && r.Nps != 8)).OrderByDescending(r => r.Id).Take(Batch)
                .Select(r => new { r.Id, r.CustomerId, r.Texts, r.Headline, r.Nps }).ToListAsync(ct);
            if (answers.Count == 0) break;
            await mask.For(answers.Select(a => a.CustomerId), ct);
            foreach (var a in answers)
                foreach (var values in a.Texts.Values)
                    texts.Add(new(TextFeatures.Of(ReadComments.WordsOf(mask.Of(string.Join('\n', values), a.CustomerId))), a.Headline is { } h ? h > 3 : a.Nps >= 9));
            before = answers[^1].Id;
        }
        return texts;
    }

    /// <summary>Guesses every comment without a score that this model has not guessed yet; without a model the old guesses go.</summary>
    async Task Guess(long? model, SentimentModel? guess, CancellationToken ct)
    {
        if (guess is null)
        {
            await db.CommentWords.Where(w => w.Tone != null).ExecuteUpdateAsync(s => s.SetProperty(w => w.Tone, (Tone?)null).SetProperty(w => w.ModelId, (long?)null), ct);
            return;
        }
        for (var after = 0L; ;)
        {
            var answers = await db.Responses.AsNoTracking().Where(r => r.HasComment && r.Headline == null && r.Nps == null && r.Id > after).OrderBy(r => r.Id).Take(Batch).Select(r => new { r.Id, r.CustomerId, r.Texts }).ToListAsync(ct);
            if (answers.Count == 0) return;
            await mask.For(answers.Select(a => a.CustomerId), ct);
            var guesses = answers.SelectMany(a => a.Texts.Select(t => (a.Id, Item: t.Key, Tone: SentimentModel.ToneOf(guess.Positive(TextFeatures.Of(ReadComments.WordsOf(mask.Of(string.Join('\n', t.Value), a.CustomerId)))))))).ToList();
            NpgsqlParameter Array<T>(string name, NpgsqlDbType type, IEnumerable<T> values) => new(name, NpgsqlDbType.Array | type) { Value = values.ToArray() };
            await db.Database.ExecuteSqlRawAsync("""
                update surveys.comment_words w set tone = u.tone, model_id = @model from unnest(@ids, @items, @tones) as u(id, item, tone) where w.response_id = u.id and w.item = u.item
                """,
                [
                    new NpgsqlParameter("model", model!.Value), Array("ids", NpgsqlDbType.Bigint, guesses.Select(g => g.Id)), Array("items", NpgsqlDbType.Text, guesses.Select(g => g.Item)),
                    Array("tones", NpgsqlDbType.Text, guesses.Select(g => SnakeCase.Of(g.Tone.ToString()))),
                ], ct);
            after = answers[^1].Id;
        }
    }
}
