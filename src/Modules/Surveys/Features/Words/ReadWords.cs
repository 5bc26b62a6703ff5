using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Texts;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Crm.Surveys.Features.Words;

/// <summary>What a survey's comments speak of: frequent words, words of low scorers, themes, tone. Within the reader's scope.</summary>
[Needs("surveys.results")]
internal static class ReadWords
{
    /// <summary>So many of the latest comments are looked at; the page says so when there are more.</summary>
    public const int Most = 10_000;

    const int Shown = 60, TypicalShown = 20, ThemesShown = 12, ExamplesShown = 3;

    public sealed record Query : ResponseFilter, IRequest<View>
    {
        /// <summary>The scale by whose low scores the words are told apart; nothing: the headline, else the recommendation.</summary>
        public string? By { get; init; }
    }

    public sealed record ThemeLine(IReadOnlyList<string> Words, long N, long HeadlineN, double? Headline, IReadOnlyList<Example> Examples);

    public sealed record Example(long ResponseId, string Text, int? Headline);

    /// <param name="Scored">By their own score.</param>
    /// <param name="Guessed">Without a score, as the model guesses.</param>
    public sealed record Tones(IReadOnlyDictionary<Tone, long> Scored, IReadOnlyDictionary<Tone, long> Guessed, long Silent);

    /// <param name="Answers">Counted answers with a comment that were looked at; <paramref name="All"/> there are.</param>
    /// <param name="Unread">Comments that have not been read yet.</param>
    /// <param name="Low">Answers among them with a low score on <paramref name="By"/>, of <paramref name="ScoredN"/> with a score.</param>
    public sealed record View(
        long SurveyId, string Survey, SurveyDefinition Definition, Item? By, int LowMark, long Answers, long All, long Unread, long ScoredN, long Low, IReadOnlyList<WordCount> Words, IReadOnlyList<WordCount> LowWords, IReadOnlyList<TypicalWord> Typical,
        IReadOnlyList<ThemeLine> Themes, Tones Tones, Learned Learned);

    public sealed class Handler(SurveysDb db, SurveyCache cache, CommentMask mask, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var id = request.Survey ?? throw new MissingException("Survey");
            var survey = await db.Surveys.AsNoTracking().Where(s => s.Id == id).Select(s => new { s.Draft, Version = db.Versions.Where(v => v.SurveyId == s.Id).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefault() })
                .SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Survey", id);
            var definition = survey.Version is { } version ? await cache.Version(db, version, cancellationToken) : survey.Draft;
            var by = request.By is { Length: > 0 } asked && definition.Find(asked) is { Scale: not null, Kind: not ItemKind.Gap } found ? found : definition.Headline ?? definition.Nps;
            var text = request.Text is { Length: > 0 } item && definition.Find(item) is { IsText: true } known ? known.Key : null;
            var lowMark = by is null ? 0 : LowOf(by);

            var sql = new ResponseSql(request with { Counted = true, Comment = true, OneByOne = true, Text = text, Item = null, Word = null, Words = null, Tone = null }, user.ScopeOf("surveys.results"), zone);
            var picked = $"""
                picked as materialized (
                    select id, headline, nps, case when answers -> @by ->> 0 ~ '^[0-9][0-9]?$' then (answers -> @by ->> 0)::int end as score from surveys.responses
                    where {sql.Where} order by id desc limit {Most})
                """;
            NpgsqlParameter[] more = [new("by", by?.Key ?? ""), new("text", (object?)text ?? DBNull.Value) { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }, new("low", lowMark)];
            object[] Parameters() => [.. sql.Parameters, .. more.Select(p => p.Clone())];

            var totals = (await db.Database.SqlQueryRaw<Total>($"""
                with {picked}, read as (
                    select p.id, p.headline, p.nps, p.score, count(w.response_id) as texts,
                        case when bool_or(w.tone = 'negative') then 'negative' when bool_or(w.tone = 'positive') then 'positive' when bool_or(w.tone = 'unclear') then 'unclear' end as tone
                    from picked p left join surveys.comment_words w on w.response_id = p.id {(text is null ? "" : "and w.item = @text")} group by 1, 2, 3, 4)
                select (select count(*) from surveys.responses where {sql.Where}) as overall, count(*) as answers, count(*) filter (where texts = 0) as unread,
                    count(score) as scored, count(*) filter (where score <= @low) as low,
                    count(*) filter (where coalesce(headline <= 2, nps <= 6)) as bad, count(*) filter (where coalesce(headline = 3, nps between 7 and 8)) as middling, count(*) filter (where coalesce(headline >= 4, nps >= 9)) as good,
                    count(*) filter (where headline is null and nps is null and tone = 'negative') as negative, count(*) filter (where headline is null and nps is null and tone = 'unclear') as unclear,
                    count(*) filter (where headline is null and nps is null and tone = 'positive') as positive, count(*) filter (where headline is null and nps is null and tone is null) as silent
                from read
                """, Parameters()).ToListAsync(cancellationToken))[0];

            var counts = await db.Database.SqlQueryRaw<WordCount>($"""
                with {picked}
                select u.word, count(distinct p.id) as n, count(distinct p.id) filter (where p.score is not null) as scored, count(distinct p.id) filter (where p.score <= @low) as low
                from picked p join surveys.comment_words w on w.response_id = p.id {(text is null ? "" : "and w.item = @text")} cross join lateral unnest(w.words) u(word)
                group by 1 having count(distinct p.id) >= 2 order by 2 desc, 1 limit 2000
                """, Parameters()).ToListAsync(cancellationToken);

            var top = counts.Take(ThemeFinder.MostWords).ToList();
            var place = top.Select((w, i) => (w.Word, i)).ToDictionary(w => w.Word, w => w.i);
            var comments = top.Count < 2 ? [] : await db.Database.SqlQueryRaw<Comment>($"""
                with {picked}
                select p.id, p.headline, array(select u.word from unnest(w.words) u(word) where u.word = any(@top)) as words
                from picked p join surveys.comment_words w on w.response_id = p.id {(text is null ? "" : "and w.item = @text")} where w.words && @top order by 1 desc
                """, [.. Parameters(), new NpgsqlParameter("top", top.Select(w => w.Word).ToArray())]).ToListAsync(cancellationToken);
            var themes = await Themes(top, place, comments, text, cancellationToken);

            return new(id, definition.Title.In(user.Language), definition, by, lowMark, totals.Answers, totals.Overall, totals.Unread, totals.Scored, totals.Low, [.. counts.Take(Shown)],
                [.. counts.Where(w => w.Low > 0).OrderByDescending(w => w.Low).ThenBy(w => w.Word, StringComparer.Ordinal).Take(Shown)], WordStatistics.Typical(counts, totals.Scored, totals.Low, TypicalShown), themes,
                new(new Dictionary<Tone, long> { [Tone.Negative] = totals.Bad, [Tone.Unclear] = totals.Middling, [Tone.Positive] = totals.Good }, new Dictionary<Tone, long> { [Tone.Negative] = totals.Negative, [Tone.Unclear] = totals.Unclear, [Tone.Positive] = totals.Positive }, totals.Silent),
                await Learned.Of(db, cancellationToken));
        }

        /// <summary>Of a theme are answers in one comment of which at least two of its words stand.</summary>
        async Task<IReadOnlyList<ThemeLine>> Themes(List<WordCount> top, Dictionary<string, int> place, List<Comment> comments, string? text, CancellationToken ct)
        {
            var themes = ThemeFinder.Of([.. top.Select(w => (w.Word, w.N))], [.. comments.Select(c => c.Words.Select(w => place[w]).ToArray())]);
            var lines = themes.Select(theme =>
            {
                var answers = comments.Where(c => c.Words.Count(w => theme.Words.Contains(w)) >= ThemeFinder.Together).DistinctBy(c => c.Id).ToList();
                return (Theme: theme, Answers: answers);
            }).Where(t => t.Answers.Count > 0).OrderByDescending(t => t.Answers.Count).ThenBy(t => t.Theme.Words[0], StringComparer.Ordinal).Take(ThemesShown).ToList();
            var examples = lines.SelectMany(t => t.Answers.Take(ExamplesShown).Select(a => a.Id)).Distinct().ToList();
            var texts = examples.Count == 0 ? [] : await db.Responses.AsNoTracking().Where(r => examples.Contains(r.Id)).Select(r => new { r.Id, r.CustomerId, r.Texts, r.Headline }).ToDictionaryAsync(r => r.Id, ct);
            await mask.For(texts.Values.Select(t => t.CustomerId), ct);
            return [.. lines.Select(t =>
            {
                var scores = t.Answers.Where(a => a.Headline is not null).ToList();
                return new ThemeLine(t.Theme.Words, t.Answers.Count, scores.Count, scores.Count == 0 ? null : scores.Average(a => a.Headline!.Value),
                    [.. t.Answers.Take(ExamplesShown).Where(a => texts.ContainsKey(a.Id)).Select(a => texts[a.Id]).Select(a => new Example(a.Id, mask.Of(string.Join(" · ", a.Texts.Where(x => text is null || x.Key == text).SelectMany(x => x.Value)), a.CustomerId), a.Headline))]);
            })];
        }

        sealed record Total(long Overall, long Answers, long Unread, long Scored, long Low, long Bad, long Middling, long Good, long Negative, long Unclear, long Positive, long Silent);

        sealed record Comment(long Id, int? Headline, string[] Words);
    }

    /// <summary>Up to here a score is low: 1-2 of five, detractors, the hard end of effort.</summary>
    public static int LowOf(Item item) => item.Kind switch { ItemKind.Nps => 6, ItemKind.Ces => 3, _ => 2 };
}
