using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>A questionnaire as customers see it, the draft or a version: a page of it, after what was answered so far.</summary>
[Needs("surveys.read")]
internal static class PreviewSurvey
{
    /// <param name="Typed">Of the page that was sent.</param>
    /// <param name="Carried">Of the pages before and after.</param>
    /// <param name="Step">Null: the first page.</param>
    public sealed record Query(long Id, int? Version, string Language, IReadOnlyDictionary<string, string?[]> Typed, IReadOnlyDictionary<string, string?[]>? Carried, Step? Step) : IRequest<View>;

    public sealed record Step(int Page, SubmitPage.Go Go);

    /// <param name="Form">Null when there is no question, or the end is reached.</param>
    public sealed record View(string Title, SurveyForm? Form, AnswerSheet Carried, string End);

    public sealed class Handler(SurveysDb db, CurrentUser user) : IRequestHandler<Query, View>
    {
        static readonly HashSet<AskedFact> Nothing = [];

        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var definition = (request.Version is { } number
                ? await db.Versions.Where(v => v.SurveyId == request.Id && v.Number == number).Select(v => v.Definition).SingleOrDefaultAsync(cancellationToken)
                : await db.Surveys.Where(s => s.Id == request.Id).Select(s => s.Draft).SingleOrDefaultAsync(cancellationToken)) ?? throw new MissingException("Survey", request.Id);
            var sample = PipedFacts.Sample(request.Language);
            var end = Piping.Fill(definition.End.In(request.Language), sample, request.Language);
            var title = definition.Title.In(user.Language);
            if (!definition.Items.Any()) return new(title, null, [], end);

            var answers = new AnswerSheet();
            foreach (var item in definition.Items)
                if (request.Carried?.GetValueOrDefault(item.Key) is { } values) answers.Take(item, values);
            // Every page may depend on an answer: then there is none to begin with, and the author sees all.
            if (definition.PagesFor(answers, Nothing).Count == 0) definition = definition with { Dimensions = [.. definition.Dimensions.Select(d => d with { Items = [.. d.Items.Select(i => i with { ShowIf = null })] })] };
            var form = SurveyForm.At(definition, answers, Nothing, request.Step?.Page ?? 0, "");
            var errors = new Dictionary<string, string>();
            if (request.Step is { } step)
            {
                foreach (var item in form.Items)
                    if (answers.Take(item, request.Typed.GetValueOrDefault(item.Key) ?? []) is { } wrong) errors[item.Key] = wrong;
                var page = form.Page;
                if (step.Go == SubmitPage.Go.Back) (page, errors) = (Math.Max(0, page - 1), []);
                else if (step.Go == SubmitPage.Go.Next && errors.Count == 0)
                {
                    var after = definition.PagesFor(answers, Nothing);
                    page = after.ToList().FindIndex(p => p.Dimension.Key == form.Dimension.Key) + 1;
                    if (page >= after.Count) return new(title, null, [], end);
                }
                form = SurveyForm.At(definition, answers, Nothing, page, "", errors);
            }
            var here = form.Items.Select(i => i.Key).ToHashSet();
            return new(title, form with { Facts = sample }, new AnswerSheet(answers.Where(a => !here.Contains(a.Key))), end);
        }
    }
}
