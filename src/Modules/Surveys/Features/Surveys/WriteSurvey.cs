using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>Begins a questionnaire: empty, from a shipped template, as a copy of another, or from a file.</summary>
[Needs("surveys.write")]
internal static class WriteSurvey
{
    public sealed record Command : IRequest<long>
    {
        /// <summary>"", "template:after_ticket" or "survey:5".</summary>
        public string? From { get; init; }

        /// <summary>Optional for a file, which has a title of its own.</summary>
        public LocalText Title { get; init; } = new();

        /// <summary>Content of a file; then <see cref="From"/> means nothing.</summary>
        public string? Json { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts)
        {
            RuleFor(c => c.Title.En).MaximumLength(SurveyJson.Title).NamesKnownFacts(texts);
            RuleFor(c => c.Title.Zh).MaximumLength(SurveyJson.Title).NamesKnownFacts(texts);
            RuleFor(c => c.Title.En).NotEmpty().When(c => string.IsNullOrWhiteSpace(c.Title.Zh) && c.Json is null);
        }
    }

    public sealed class Handler(SurveysDb db, Texts texts, CurrentUser user, TimeProvider clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command request, CancellationToken cancellationToken)
        {
            var start = request.Json is { } json ? Read(json) : await From(request.From, cancellationToken);
            var (title, now) = (request.Title.Trimmed(), clock.GetUtcNow());
            var survey = Survey.Write(title.IsEmpty ? start.Text : start.Text with { Title = title }, user.Id, now);
            survey.SetLowMark(start.LowMark, user.Id, now);
            if (start.Cleaning is { } rules) survey.CleanBy(rules, user.Id, now);
            db.Surveys.Add(survey);
            await db.SaveChangesAsync(cancellationToken);
            return survey.Id;
        }

        async Task<SurveyContent> From(string? from, CancellationToken ct) => from switch
        {
            null or "" => new(new() { Dimensions = [new Dimension { Key = "d1", Title = LocalText.Of("Questions", "题目") }] }),
            ['t', 'e', 'm', 'p', 'l', 'a', 't', 'e', ':', .. var template] when Domain.Templates.All.TryGetValue(template, out var shipped) => new(shipped),
            ['s', 'u', 'r', 'v', 'e', 'y', ':', .. var text] when long.TryParse(text, out var id) =>
                await db.Surveys.Where(s => s.Id == id).Select(s => new SurveyContent(s.Draft, s.LowMark, s.Cleaning)).SingleOrDefaultAsync(ct) ?? throw new RuleException("surveys.from.unknown", nameof(Command.From)),
            _ => throw new RuleException("surveys.from.unknown", nameof(Command.From)),
        };

        /// <summary>Every fault of the file at once, each with its place.</summary>
        SurveyContent Read(string json)
        {
            var (survey, faults) = SurveyJson.Read(json);
            if (survey is not null) return survey;
            throw new ValidationException(faults.Select(f => new ValidationFailure(nameof(Command.Json), (f.Path.Length > 0 ? f.Path + ": " : "") + texts[f.Key, Arguments(f)])));
        }

        /// <summary>Texts of rules name two questions, of limits a number of choices; all others what was found.</summary>
        static object[] Arguments(JsonFault fault) => fault.Key switch
        {
            "surveys.pipe.unknown" => [fault.Found, string.Join(" ", Piping.Words.Keys.Select(w => "{" + w + "}"))],
            _ when fault.Key.StartsWith("surveys.logic.", StringComparison.Ordinal) => ["", fault.Found],
            _ => [fault.Found],
        };
    }
}
