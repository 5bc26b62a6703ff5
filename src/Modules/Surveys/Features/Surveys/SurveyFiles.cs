using System.Text.Json;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Surveys;

/// <summary>The draft as a file that this or another installation can read.</summary>
[Needs("surveys.read")]
internal static class ExportSurvey
{
    public sealed record Query(long Id) : IRequest<File>;

    public sealed record File(string Name, string Json);

    static readonly JsonSerializerOptions Readable = new(SurveysDb.Json) { WriteIndented = true };

    public sealed class Handler(SurveysDb db) : IRequestHandler<Query, File>
    {
        public async Task<File> Handle(Query request, CancellationToken cancellationToken)
        {
            var survey = await db.Surveys.Where(s => s.Id == request.Id).Select(s => new SurveyContent(s.Draft, s.LowMark, s.Cleaning)).SingleOrDefaultAsync(cancellationToken) ?? throw new MissingException("Survey", request.Id);
            return new($"survey-{request.Id}.json", JsonSerializer.Serialize(SurveyJson.Write(survey), Readable));
        }
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/surveys/{id:long}/file", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var file = await mediator.Send(new Query(id), ct);
            return TypedResults.File(System.Text.Encoding.UTF8.GetBytes(file.Json), "application/json", file.Name);
        }).RequireAuthorization(NeedsAttribute.PolicyPrefix + "surveys.read").ExcludeFromDescription();
}
