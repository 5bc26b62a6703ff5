using Crm.Customers.Domain;
using Crm.Customers.Features.Imports;
using Crm.Platform.Files.Tables;
using Crm.Platform.Api;
using Crm.Platform.Files;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;

namespace Crm.Customers.Features.Api;

/// <summary>
/// Imports for programs, in the steps of the page: send the file (the answer shows what was recognised and the guessed
/// mapping), put the mapping (the dry run begins), look at it, run it, fetch the rows left out.
/// </summary>
internal static class ImportApi
{
    public static void Map(ApiRoutes api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");

        imports.MapPost("", async (Snake<ImportKind> kind, string fileName, HttpRequest request, IMediator mediator, IConfiguration configuration, CancellationToken ct) =>
        {
            await using var content = await TableBody.Receive(request, ImportLimits.Of(configuration), ct);
            var id = await mediator.Send(new StartImport.Command { Kind = kind.Value, FileName = fileName, Content = content }, ct);
            return TypedResults.Created($"/api/v1/imports/{id}", await mediator.Send(new CheckImport.Query(id), ct));
        }).Needs("customers.import").Accepts<string>("application/octet-stream", "text/csv", "text/vcard").Creates();

        imports.MapGet("/{id:long}", ([AsParameters] PageQuery page, long id, Snake<RowState>? state, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ShowImport.Query(id, state?.Value, page.Cursor, page.Size), ct)).Needs("customers.import");

        imports.MapPut("/{id:long}/mapping", async (long id, CheckImport.Command command, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(command with { Id = id }, ct);
            return await mediator.Send(new ShowImport.Query(id), ct);
        }).Needs("customers.import");

        imports.MapPost("/{id:long}/run", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new RunImport.Command(id), ct);
            return await mediator.Send(new ShowImport.Query(id), ct);
        }).Needs("customers.import");

        imports.MapGet("/{id:long}/failed", async (long id, Snake<ExportFormat>? format, IMediator mediator, CancellationToken ct) =>
        {
            var file = await mediator.Send(new FailedRows.Query(id, format?.Value ?? ExportFormat.Csv), ct);
            return TypedResults.Stream(file.Content, file.ContentType, file.Name);
        }).Needs("customers.import").Produces<string>(StatusCodes.Status200OK, "text/csv", [SheetFile.Xlsx]);
    }
}
