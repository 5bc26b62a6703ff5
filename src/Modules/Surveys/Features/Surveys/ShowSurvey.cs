using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Pretests;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>A questionnaire with its draft, its versions and pre-tests, and what the author should look at.</summary>
[Needs("surveys.read")]
internal static class ShowSurvey
{
    public sealed record Query(long Id) : IRequest<View>;

    public sealed record VersionRow(long Id, int Number, DateTimeOffset At, string? By, long Responses);

    /// <summary>Texts that one language lacks, and where the first of them is written.</summary>
    public sealed record Untranslated(string Language, int Count, string Address);

    public sealed record Problem(string Key, string What);

    public sealed record View(
        long Id, uint Version, string Title, SurveyDefinition Draft, int? Published, bool Changed, int LowMark, IReadOnlyList<VersionRow> Versions,
        IReadOnlyList<Untranslated> Missing, IReadOnlyList<Problem> Problems, IReadOnlyDictionary<string, IReadOnlyList<WordingDoubt>> Doubts, IReadOnlyList<ListPretests.Row> Pretests)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public int Minutes => ListSurveys.Minutes(Draft);

        public bool IsLong => Draft.EstimatedSeconds > 600;
    }

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) ?? throw new MissingException("Survey", request.Id);
            var versions = await db.Versions.Where(v => v.SurveyId == survey.Id).OrderByDescending(v => v.Number).Select(v => new { v.Id, v.Number, v.PublishedAt, v.PublishedById }).ToListAsync(cancellationToken);
            var answers = await db.Responses.Within(user.ScopeOf("surveys.results")).Where(r => r.SurveyId == survey.Id).GroupBy(r => r.VersionId).Select(g => new { g.Key, N = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.N, cancellationToken);
            var pretests = await ListPretests.Newest(db, survey.Id, null, 5).ToListAsync(cancellationToken);
            var people = await staff.Everyone(cancellationToken);
            var draft = survey.Draft;
            return new(survey.Id, survey.Version, draft.Title.In(user.Language), draft, survey.Published, survey.Changed, survey.LowMark,
                [.. versions.Select(v => new VersionRow(v.Id, v.Number, v.PublishedAt, v.PublishedById is { } by ? people.GetValueOrDefault(by)?.Name : null, answers.GetValueOrDefault(v.Id)))],
                [.. TextPlaces.Languages.Select(l => (Language: l, Places: draft.MissingIn(l))).Where(m => m.Places.Count > 0).Select(m => new Untranslated(m.Language, m.Places.Count, AddressOf(survey.Id, m.Places[0], m.Language)))],
                [.. draft.Problems().Select(p => new Problem(p.Key, p.What))],
                draft.Items.Select(i => (i.Key, Doubts: Wording.Doubts(i))).Where(d => d.Doubts.Count > 0).DistinctBy(d => d.Key).ToDictionary(d => d.Key, d => d.Doubts),
                pretests);
        }

        /// <summary>The field where a missing text is typed.</summary>
        static string AddressOf(long id, TextPlace place, string language)
        {
            var end = language == "zh-CN" ? "Zh" : "En";
            var field = place.Field == "Options" ? $"Form_Options{end}" : $"Form_{place.Field}_{end}";
            return place.Item is { } item ? $"/surveys/{id}/items/{item}#{field}" : place.Dimension is { } dimension ? $"/surveys/{id}/dimensions/{dimension}#{field}" : $"/surveys/{id}/edit#{field}";
        }
    }
}
