using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>A questionnaire as customers see it: the draft, or a version.</summary>
[Needs("surveys.read")]
internal static class PreviewSurvey
{
    public sealed record Query(long Id, int? Version, int Page) : IRequest<SurveyForm?>;

    public sealed class Handler(SurveysDb db) : IRequestHandler<Query, SurveyForm?>
    {
        public async Task<SurveyForm?> Handle(Query request, CancellationToken cancellationToken)
        {
            var definition = (request.Version is { } number
                ? await db.Versions.Where(v => v.SurveyId == request.Id && v.Number == number).Select(v => v.Definition).SingleOrDefaultAsync(cancellationToken)
                : await db.Surveys.Where(s => s.Id == request.Id).Select(s => s.Draft).SingleOrDefaultAsync(cancellationToken)) ?? throw new MissingException("Survey", request.Id);
            var everything = definition with { Dimensions = [.. definition.Dimensions.Select(d => d with { Items = [.. d.Items.Select(i => i with { ShowIf = null })] })] };
            return everything.Items.Any() ? SurveyForm.At(everything, [], new HashSet<AskedFact>(), request.Page, "") : null;
        }
    }
}
