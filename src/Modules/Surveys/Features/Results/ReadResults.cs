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

    public sealed record Comment(long ResponseId, string Item, string Text, int? Headline, DateTimeOffset At);

    public sealed record FlagCount(Flag Flag, long N);

    /// <param name="Figures">Counted answers alone.</param>
    /// <param name="All">Every answer, flagged or not.</param>
    public sealed record View(long SurveyId, string Survey, long? WaveId, string? Wave, SurveyDefinition Definition, SurveyFigures Figures, SurveyFigures All, IReadOnlyList<FlagCount> LeftOut, IReadOnlyList<Comment> Comments, long Invited, long Delivered, long Started, long Finished)
    {
        public double? ResponseRate => Delivered == 0 ? null : (double)Finished / Delivered;
    }

    public sealed class Handler(SurveysDb db, SurveyCache cache, CommentMask mask, ResultsGuard guard, CurrentUser user, InstallationZone zone) : IRequestHandler<Query, View>
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
            var sql = new ResponseSql(request with { Survey = surveyId, First = wave is null }, scope, zone);
            var counts = await CountsOf(sql, cancellationToken);
            var totals = await db.Database.SqlQueryRaw<Total>($"select counted, flags, count(*) as n from surveys.responses where {sql.Where} group by counted, flags", sql.Parameters).ToListAsync(cancellationToken);
            var commented = new ResponseSql(request with { Survey = surveyId, Comment = true, Counted = true }, scope, zone);
            var comments = await db.Responses.FromSqlRaw($"select *, xmin from surveys.responses where {commented.Where}", commented.Parameters).AsNoTracking()
                .OrderByDescending(r => r.Id).Take(CommentsShown).Select(r => new { r.Id, r.CustomerId, r.Texts, r.Headline, r.FinishedAt }).ToListAsync(cancellationToken);
            await mask.For(comments.Select(c => c.CustomerId), cancellationToken);
            var invitations = db.Invitations.Where(i => i.SurveyId == surveyId && (wave == null ? i.FollowUpId == null : i.WaveId == wave.Id)).Within(scope);
            var sent = await invitations.GroupBy(_ => 1).Select(g => new
            {
                Invited = g.LongCount(), Delivered = g.LongCount(i => i.Delivery != Delivery.Undeliverable), Started = g.LongCount(i => i.StartedAt != null), Finished = g.LongCount(i => i.FinishedAt != null),
            }).SingleOrDefaultAsync(cancellationToken);
            var texts = definition.Items.Where(i => i.IsText).ToDictionary(i => i.Key, i => i.Text.In(user.Language));
            return new View(surveyId, title[surveyId], wave?.Id, wave is null ? null : wave.Title.Length > 0 ? wave.Title : title[surveyId], definition,
                new SurveyFigures(definition, counts.Where(c => c.Counted), totals.Where(t => t.Counted).Sum(t => t.N)),
                new SurveyFigures(definition, counts, totals.Sum(t => t.N)),
                [.. totals.Where(t => !t.Counted).SelectMany(t => t.Flags.Select(f => (Flag: f, t.N))).GroupBy(t => t.Flag).Select(g => new FlagCount(FlagOf(g.Key), g.Sum(t => t.N))).OrderByDescending(f => f.N)],
                [.. comments.SelectMany(c => c.Texts.Select(t => new Comment(c.Id, texts.GetValueOrDefault(t.Key, t.Key), mask.Of(string.Join(" ", t.Value), c.CustomerId), c.Headline, c.FinishedAt)))],
                sent?.Invited ?? 0, sent?.Delivered ?? 0, sent?.Started ?? 0, sent?.Finished ?? 0);
        }

        /// <summary>Every value of every item with its count, in one pass over the answers.</summary>
        Task<List<ValueCount>> CountsOf(ResponseSql sql, CancellationToken ct) => db.Database.SqlQueryRaw<ValueCount>($"""
            select e.key as item, v.value as value, r.counted, count(*) as n, count(*) filter (where v.ord = 1) as first
            from (select counted, answers from surveys.responses where {sql.Where}) r
            cross join lateral jsonb_each(r.answers) e
            cross join lateral jsonb_array_elements_text(e.value) with ordinality v(value, ord)
            group by 1, 2, 3
            union all
            select k.key, '', r.counted, count(*), count(*)
            from (select counted, texts from surveys.responses where {sql.Where} and has_comment) r
            cross join lateral jsonb_object_keys(r.texts) k(key)
            group by 1, 3
            """, sql.Parameters).ToListAsync(ct);

        static Flag FlagOf(string stored) => Enum.GetValues<Flag>().Single(f => Crm.Platform.Data.SnakeCase.Of(f.ToString()) == stored);

        sealed record Total(bool Counted, string[] Flags, long N);
    }
}
