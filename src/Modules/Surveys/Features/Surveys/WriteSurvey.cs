using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>Begins a questionnaire: empty, from a shipped template, or as a copy of another.</summary>
[Needs("surveys.write")]
internal static class WriteSurvey
{
    public sealed record Command : IRequest<long>
    {
        /// <summary>"", "template:after_ticket" or "survey:5".</summary>
        public string? From { get; init; }

        public LocalText Title { get; init; } = new();
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Title.En).MaximumLength(200);
            RuleFor(c => c.Title.Zh).MaximumLength(200);
            RuleFor(c => c.Title.En).NotEmpty().When(c => string.IsNullOrWhiteSpace(c.Title.Zh));
        }
    }

    public sealed class Handler(SurveysDb db, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            var start = request.From switch
            {
                null or "" => new SurveyDefinition { Dimensions = [new Dimension { Key = "d1", Title = LocalText.Of("Questions", "题目") }] },
                ['t', 'e', 'm', 'p', 'l', 'a', 't', 'e', ':', .. var template] when Templates.All.TryGetValue(template, out var shipped) => shipped,
                ['s', 'u', 'r', 'v', 'e', 'y', ':', .. var text] when long.TryParse(text, out var id) =>
                    await db.Surveys.Where(s => s.Id == id).Select(s => s.Draft).SingleOrDefaultAsync(cancellationToken) ?? throw new RuleException("surveys.from.unknown", nameof(Command.From)),
                _ => throw new RuleException("surveys.from.unknown", nameof(Command.From)),
            };
            var survey = Survey.Write(start with { Title = request.Title.Trimmed() }, user.Id, clock.GetUtcNow());
            db.Surveys.Add(survey);
            await db.SaveChangesAsync(cancellationToken);
            return survey.Id;
        }
    }
}
