using System.Text.Json;
using Crm.Platform.Api;
using Crm.Surveys.Features.Surveys;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Surveys.Features.Api;

/// <summary>Questionnaires as files, and their versions.</summary>
internal static class SurveyFilesApi
{
    public static void Map(ApiRoutes surveys)
    {
        surveys.MapGet("/{id:long}/export", async (long id, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(JsonSerializer.Deserialize<JsonElement>((await mediator.Send(new ExportSurvey.Query(id), ct)).Json))).Needs("surveys.read");
        surveys.MapPost("/import", async (JsonElement body, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(new WriteSurvey.Command { Json = body.GetRawText() }, ct);
            var survey = await mediator.Send(new ShowSurvey.Query(id), ct);
            return ETags.Created($"/api/v1/surveys/{id}", survey, survey.Version);
        }).Needs("surveys.write").Creates();
        surveys.MapGet("/{id:long}/versions/{number:int}", (long id, int number, IMediator mediator, CancellationToken ct) => mediator.Send(new ReadVersion.Query(id, number), ct)).Needs("surveys.read");
        surveys.MapGet("/{id:long}/difference", (long id, int? from, int? to, IMediator mediator, CancellationToken ct) => mediator.Send(new CompareVersions.Query(id, from, to), ct)).Needs("surveys.read");
    }
}
