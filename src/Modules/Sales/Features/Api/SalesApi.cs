using Crm.Platform.Api;
using Crm.Sales.Domain;
using Crm.Sales.Features.Opportunities;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Sales.Features.Api;

/// <summary>Opportunities as JSON.</summary>
internal static class SalesApi
{
    public static void Map(ApiRoutes api)
    {
        api.MapGet("/opportunities", ([AsParameters] PageQuery page, string? text, Snake<Stage>? stage, Snake<Outcome>? outcome, long? ownerId, long? customerId, IMediator m, CancellationToken ct) =>
            m.Send(new ListOpportunities.Query { Text = text, Stage = stage?.Value, Outcome = outcome?.Value, OwnerId = ownerId, CustomerId = customerId, Limit = page.Size, After = page.Cursor }, ct))
            .Needs("sales.read").WithTags("Sales");
        api.MapGet("/opportunities/{id:long}", async (long id, IMediator m, CancellationToken ct) => Answer(await m.Send(new ShowOpportunity.Query(id), ct))).Needs("sales.read").WithTags("Sales");
        api.MapPost("/opportunities", async (OpenOpportunity.Command command, IMediator m, CancellationToken ct) =>
        {
            var opened = await m.Send(new ShowOpportunity.Query(await m.Send(command, ct)), ct);
            return ETags.Created($"/api/v1/opportunities/{opened.Id}", opened, opened.Version);
        }).Needs("sales.write").Creates().WithTags("Sales");
        api.MapPut("/opportunities/{id:long}", async (long id, EditOpportunity.Command command, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(command with { Id = id, Version = match.Version }, ct);
            return Answer(await m.Send(new ShowOpportunity.Query(id), ct));
        }).Needs("sales.write").WithTags("Sales");
        api.MapPost("/opportunities/{id:long}/move", async (long id, MoveOpportunity.Command command, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(command with { Id = id, Version = match.Version }, ct);
            return Answer(await m.Send(new ShowOpportunity.Query(id), ct));
        }).Needs("sales.write").WithTags("Sales");
        api.MapPost("/opportunities/{id:long}/close", async (long id, CloseOpportunity.Command command, IfMatch match, IMediator m, CancellationToken ct) =>
        {
            await m.Send(command with { Id = id, Version = match.Version }, ct);
            return Answer(await m.Send(new ShowOpportunity.Query(id), ct));
        }).Needs("sales.write").WithTags("Sales");
    }

    static Tagged<ShowOpportunity.Result> Answer(ShowOpportunity.Result opportunity) => ETags.Ok(opportunity, opportunity.Version);
}
