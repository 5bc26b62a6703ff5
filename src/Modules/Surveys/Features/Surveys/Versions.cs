using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>A published version, as it was.</summary>
[Needs("surveys.read")]
internal static class ReadVersion
{
    public sealed record Query(long SurveyId, int Number) : IRequest<View>;

    public sealed record View(long SurveyId, string Survey, int Number, DateTimeOffset At, string? By, SurveyDefinition Definition, int? Earlier, int? Published, bool Changed);

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var found = await db.Versions.Where(v => v.SurveyId == request.SurveyId && v.Number == request.Number)
                .Select(v => new { v.Definition, v.PublishedAt, v.PublishedById, v.Survey.Draft, v.Survey.Published, v.Survey.Changed }).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Version", request.Number);
            var by = found.PublishedById is { } id ? (await staff.Everyone(cancellationToken)).GetValueOrDefault(id)?.Name : null;
            return new(request.SurveyId, found.Draft.Title.In(user.Language), request.Number, found.PublishedAt, by, found.Definition, request.Number > 1 ? request.Number - 1 : null, found.Published, found.Changed);
        }
    }
}

/// <summary>What changed between two versions, or between a version and the draft.</summary>
[Needs("surveys.read")]
internal static class CompareVersions
{
    /// <param name="From">Number of a version; null is the first one.</param>
    /// <param name="To">Number of a version; null is the draft.</param>
    public sealed record Query(long SurveyId, int? From, int? To) : IRequest<View>;

    public sealed record Choice(int Number, DateTimeOffset At, string? By);

    public sealed record View(long SurveyId, string Survey, int? From, int? To, IReadOnlyList<Choice> Versions, IReadOnlyList<DefinitionChange> Changes);

    public sealed class Handler(SurveysDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var draft = await db.Surveys.Where(s => s.Id == request.SurveyId).Select(s => s.Draft).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            var versions = await db.Versions.Where(v => v.SurveyId == request.SurveyId).OrderByDescending(v => v.Number).Select(v => new { v.Number, v.PublishedAt, v.PublishedById }).ToListAsync(cancellationToken);
            var from = request.From ?? (versions.Count > 0 ? versions[^1].Number : null);
            var wanted = new[] { from, request.To }.OfType<int>().Distinct().ToArray();
            var definitions = await db.Versions.Where(v => v.SurveyId == request.SurveyId && wanted.Contains(v.Number)).Select(v => new { v.Number, v.Definition }).ToDictionaryAsync(v => v.Number, v => v.Definition, cancellationToken);
            var people = await staff.Everyone(cancellationToken);
            return new(request.SurveyId, draft.Title.In(user.Language), from, request.To,
                [.. versions.Select(v => new Choice(v.Number, v.PublishedAt, v.PublishedById is { } by ? people.GetValueOrDefault(by)?.Name : null))],
                DefinitionDiff.Of(from is null ? draft : Of(from.Value), request.To is { } to ? Of(to) : draft, user.Language));

            SurveyDefinition Of(int number) => definitions.GetValueOrDefault(number) ?? throw new MissingException("Version", number);
        }
    }
}

/// <summary>Takes an old version back into the draft. What the draft held is gone, unless it was published: hence the question before it.</summary>
[Needs("surveys.write")]
internal static class RestoreVersion
{
    public sealed record Command(long SurveyId, int Number) : IRequest<Unit>;

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.SurveyId, cancellationToken) ?? throw new MissingException("Survey", request.SurveyId);
            var old = await db.Versions.Where(v => v.SurveyId == survey.Id && v.Number == request.Number).Select(v => v.Definition).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Version", request.Number);
            survey.Edit(old, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
