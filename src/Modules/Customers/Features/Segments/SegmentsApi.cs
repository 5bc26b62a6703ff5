using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Rules;
using Crm.Platform.Api;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Customers.Features.Segments;

/// <summary>Segments for programs.</summary>
internal static class SegmentsApi
{
    /// <summary>A fact that rules may ask about.</summary>
    internal sealed record FactDto(string Key, FactKind Kind, bool Optional, IReadOnlyList<RuleTest> Tests, IReadOnlyList<string> Choices);

    public static void Map(ApiRoutes api)
    {
        var segments = api.MapGroup("/segments").WithTags("Segments");

        segments.MapGet("", ([AsParameters] PageQuery page, Snake<ListSegments.SegmentView>? view, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListSegments.Query { View = view?.Value ?? default, Limit = page.Size, After = page.Cursor }, ct)).Needs("customers.read");

        segments.MapPost("", async (WriteSegment.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(command with { Id = 0 }, ct);
            var segment = await mediator.Send(new ShowSegment.Query(id), ct);
            return ETags.Created($"/api/v1/segments/{id}", segment, segment.Version);
        }).Needs("customers.segments").Creates();

        segments.MapGet("/facts", () => FactBook.All.Select(f => new FactDto(f.Key, f.Kind, f.Optional, f.Tests, [.. f.Choices.Select(c => c.Word)])).ToList()).Needs("customers.read");

        segments.MapGet("/{id:long}", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var segment = await mediator.Send(new ShowSegment.Query(id), ct);
            return ETags.Ok(segment, segment.Version);
        }).Needs("customers.read");

        segments.MapPut("/{id:long}", async (long id, IfMatch seen, WriteSegment.Command command, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(command with { Id = id, Version = seen.Version }, ct);
            var segment = await mediator.Send(new ShowSegment.Query(id), ct);
            return ETags.Ok(segment, segment.Version);
        }).Needs("customers.segments");

        segments.MapGet("/{id:long}/members", ([AsParameters] PageQuery page, long id, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListMembers.Query { Id = id, Limit = page.Size, After = page.Cursor }, ct)).Needs("customers.read");
    }
}
