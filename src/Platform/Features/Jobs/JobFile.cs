using Crm.Platform.Files;
using Crm.Platform.UseCases;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Platform.Features.Jobs;

/// <summary>/jobs/5/file: the file a job made, for whoever may see the job.</summary>
internal static class JobFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/jobs/{id:long}/file", async (long id, IMediator mediator, IFiles files, HttpResponse response, CancellationToken ct) =>
    {
        var job = await mediator.Send(new ShowJob.Query(id), ct);
        var file = job.FileId is { } fileId ? await files.Open(fileId, ct) : null;
        return FileResults.Stream(response, file ?? throw new MissingException("File", job.FileId));
    }).RequireAuthorization().ExcludeFromDescription();
}
