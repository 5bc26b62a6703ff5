using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Words;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Results;

/// <summary>What a wave's or a survey's answers say, with and without those left out by cleaning, within the reader's scope.</summary>
[Needs("surveys.results")]
internal static class ReadResults
{
    public sealed record Query : ResultsFilter, IRequest<View>;

    /// <param name="ResponseId">Null where the answer has no name: it is shown in figures alone, and its comment without a score and a day.</param>
    public sealed record Comment(long? ResponseId, string Item, string Text, int? Headline, DateTimeOffset? At);

    public sealed record FlagCount(Flag Flag, long N);

    /// <param name="Figures">Counted answers alone.</param>
    /// <param name="All">Every answer, flagged or not; of anonymous ones no more than how many where the difference to the others would be of under five.</param>
    public sealed record View(long SurveyId, string Survey, long? WaveId, string? Wave, SurveyDefinition Definition, SurveyFigures Figures, SurveyFigures All, IReadOnlyList<FlagCount> LeftOut, IReadOnlyList<Comment> Comments, long Invited, long Delivered, long Started, long Finished)
    {
        public bool AllHidden => All.Responses > Figures.Responses && All.Items.All(i => i.N == 0) && Figures.Items.Any(i => i.N > 0);

        public double? ResponseRate => Delivered == 0 ? null : (double)Finished / Delivered;
    }

    public sealed class Handler(SurveysDb db, SurveyCache cache, ScoreReader scores, CommentMask mask, ResultsGuard guard, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, View>
    {
        const int CommentsShown = 40;

        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            request = ResultsFilter.Plain(request);
            var wave = request.Wave is { } waveId ? await db.Waves.AsNoTracking().Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == waveId, cancellationToken) ?? throw new MissingException("Wave", waveId) : null;
            var surveyId = wave?.SurveyId ?? request.Survey ?? throw new MissingException("Survey");
            await guard.Check(request with { Survey = surveyId }, cancellationToken);
            var title = await SurveyTitles.Of(db, user.Language, [surveyId], cancellationToken);
            if (title.Count == 0) throw new MissingException("Survey", surveyId);
            var version = wave?.VersionId ?? await db.Versions.Where(v => v.SurveyId == surveyId).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefaultAsync(cancellationToken);
            var definition = version is { } v ? await cache.Version(db, v, cancellationToken) : new SurveyDefinition();
            var scope = user.ScopeOf("surveys.results");
            var counts = await scores.Counts(request with { Survey = surveyId, First = wave is null }, cancellationToken);
            // Answers are counted by their flags.
            var totals = counts.Where(c => c.Item == ScoreMonth.Everything).Select(c => new Total(c.Counted, c.Value.Split(',', StringSplitOptions.RemoveEmptyEntries), c.N)).ToList();
            var commented = new ResponseSql(request with { Survey = surveyId, Comment = true, Counted = true }, scope, zone);
            var comments = await db.Responses.FromSqlRaw($"select *, xmin from surveys.responses where {commented.Where} and not anonymous", commented.Parameters).AsNoTracking()
                .OrderByDescending(r => r.Id).Take(CommentsShown).Select(r => new { r.Id, r.CustomerId, r.Texts, r.Headline, r.FinishedAt }).ToListAsync(cancellationToken);
            // Without a name they stand in an order that comes of their words: one of time would say who was the last to take part.
            var withoutName = await db.Responses.FromSqlRaw($"select *, xmin from surveys.responses where {commented.Where} and anonymous order by md5(texts::text) limit {CommentsShown}", commented.Parameters).AsNoTracking().ToListAsync(cancellationToken);
            await mask.For(comments.Select(c => c.CustomerId), cancellationToken);
            var sent = request.AsksForFacts ? null : await Sent(request with { Survey = surveyId }, scope).GroupBy(_ => 1).Select(g => new
            {
                Invited = g.Sum(d => d.Invited), Delivered = g.Sum(d => d.Delivered), Started = g.Sum(d => d.Started), Finished = g.Sum(d => d.Returned),
            }).SingleOrDefaultAsync(cancellationToken);
            var unnamed = await guard.HasAnonymous(surveyId, cancellationToken) ? await scores.Anonymous(request with { Survey = surveyId, First = wave is null }, cancellationToken) : [];
            var few = AnonymousGuard.Few(unnamed.Where(c => c.Counted)).ToHashSet();
            // With the flagged ones beside it a figure would tell what these few said, too.
            var fewOfAll = AnonymousGuard.Few(unnamed).Concat(AnonymousGuard.Few(unnamed.Where(c => !c.Counted))).ToHashSet();
            var texts = definition.Items.Where(i => i.IsText).ToDictionary(i => i.Key, i => i.Text.In(user.Language));
            return new View(surveyId, title[surveyId], wave?.Id, wave is null ? null : wave.Title.Length > 0 ? wave.Title : title[surveyId], definition,
                new SurveyFigures(definition, counts.Where(c => c.Counted && !few.Contains(c.Item)), totals.Where(t => t.Counted).Sum(t => t.N)),
                new SurveyFigures(definition, totals.Exists(t => !t.Counted) && await guard.Hides(request with { Survey = surveyId, Flagged = true }, cancellationToken) ? [] : counts.Where(c => !fewOfAll.Contains(c.Item)), totals.Sum(t => t.N)),
                [.. totals.Where(t => !t.Counted).SelectMany(t => t.Flags.Select(f => (Flag: f, t.N))).GroupBy(t => t.Flag).Select(g => new FlagCount(FlagOf(g.Key), g.Sum(t => t.N))).OrderByDescending(f => f.N)],
                [
                    .. comments.SelectMany(c => c.Texts.Select(t => new Comment(c.Id, Asked(t.Key), mask.Of(string.Join(" ", t.Value), c.CustomerId), c.Headline, c.FinishedAt))),
                    .. withoutName.SelectMany(c => c.Texts.Select(t => new Comment(null, Asked(t.Key), mask.Of(string.Join(" ", t.Value), null), null, null))),
                ],
                sent?.Invited ?? 0, sent?.Delivered ?? 0, sent?.Started ?? 0, sent?.Finished ?? 0);

            string Asked(string item) => texts.GetValueOrDefault(item, item);
        }

        /// <summary>What was sent out: of the wave, else what was asked first; days are those of the invitation.</summary>
        IQueryable<SurveyDay> Sent(Query request, RowScope scope)
        {
            var days = db.SurveyDays.AsNoTracking().Within(scope).Where(d => d.SurveyId == request.Survey && (request.Wave == null ? !d.Again : d.WaveId == request.Wave));
            if (request.Team is { } team) days = days.Where(d => d.TeamId == team);
            if (request.Owner is { } owner) days = days.Where(d => d.OwnerId == owner);
            if (request.From is { } from) days = days.Where(d => d.Day >= from);
            if (request.To is { } to) days = days.Where(d => d.Day <= to);
            return days;
        }

        static Flag FlagOf(string stored) => Enum.GetValues<Flag>().Single(f => Crm.Platform.Data.SnakeCase.Of(f.ToString()) == stored);

        sealed record Total(bool Counted, string[] Flags, long N);
    }
}
