using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>Title, introduction, end page and low mark of a questionnaire.</summary>
[Needs("surveys.write")]
internal static class EditTexts
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public uint Version { get; init; }
        public LocalText Title { get; init; } = new();
        public LocalText Intro { get; init; } = new();
        public LocalText End { get; init; } = new();
        public int LowMark { get; init; } = 3;
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Title.En).MaximumLength(200).NamesKnownFacts(texts);
            RuleFor(c => c.Title.Zh).MaximumLength(200).NamesKnownFacts(texts);
            RuleFor(c => c.Title.En).NotEmpty().When(c => string.IsNullOrWhiteSpace(c.Title.Zh));
            RuleFor(c => c.Intro.En).MaximumLength(2000).NamesKnownFacts(texts);
            RuleFor(c => c.Intro.Zh).MaximumLength(2000).NamesKnownFacts(texts);
            RuleFor(c => c.End.En).MaximumLength(2000).NamesKnownFacts(texts);
            RuleFor(c => c.End.Zh).MaximumLength(2000).NamesKnownFacts(texts);
            RuleFor(c => c.LowMark).InclusiveBetween(0, 4);
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Command>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) ?? throw new MissingException("Survey", request.Id);
            return new() { Id = survey.Id, Version = survey.Version, Title = survey.Draft.Title, Intro = survey.Draft.Intro, End = survey.Draft.End, LowMark = survey.LowMark };
        }

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.SingleOrDefaultAsync(s => s.Id == request.Id, cancellationToken) ?? throw new MissingException("Survey", request.Id);
            db.Expect(survey, request.Version);
            survey.Edit(survey.Draft with { Title = request.Title.Trimmed(), Intro = request.Intro.Trimmed(), End = request.End.Trimmed() }, user.Id, clock.GetUtcNow());
            survey.SetLowMark(request.LowMark, user.Id, clock.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
