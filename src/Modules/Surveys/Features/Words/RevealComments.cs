using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Words;

/// <summary>Shows the comments of an answer as they were typed, names and numbers included: for a reason, which is kept in the trail.</summary>
[Needs("surveys.results")]
[Needs("reveal.sensitive")]
internal static class RevealComments
{
    public sealed record Command : IRequest<IReadOnlyList<Line>>
    {
        public long Id { get; init; }
        public string Reason { get; init; } = "";
    }

    public sealed record Line(string Question, string Text);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MinimumLength(2).MaximumLength(500);
    }

    public sealed class Handler(SurveysDb db, SurveyCache cache, CurrentUser user) : IRequestHandler<Command, IReadOnlyList<Line>>
    {
        public async Task<IReadOnlyList<Line>> Handle(Command request, CancellationToken cancellationToken)
        {
            var response = await db.Responses.AsNoTracking().Within(user.ScopeOf("surveys.results")).Within(user.ScopeOf("reveal.sensitive")).SingleOrDefaultAsync(r => r.Id == request.Id && !r.Anonymous, cancellationToken) ?? throw new MissingException("Response", request.Id);
            var definition = await cache.Version(db, response.VersionId, cancellationToken);
            db.Record("RevealComments", nameof(Response), response.Id, new { Reason = request.Reason.Trim() }, response.CustomerId);
            await db.SaveChangesAsync(cancellationToken);
            return [.. response.Texts.Select(t => new Line(definition.Find(t.Key)?.Text.In(user.Language) ?? t.Key, string.Join('\n', t.Value)))];
        }
    }
}
