using System.Text.Json;
using Crm.Customers.Features.Fields;
using Crm.Platform.Api;
using Crm.Platform.Web;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Crm.Customers.Features.Api;

/// <summary>Fields of one's own: what they are, and how lists are narrowed by them.</summary>
internal static class FieldsApi
{
    public static void Map(ApiRoutes api)
    {
        var fields = api.MapGroup("/customer-fields").WithTags("Customer fields");

        fields.MapGet("", async ([AsParameters] PageQuery page, IMediator mediator, CancellationToken ct) =>
        {
            var after = Cursor.Read<int>(page.Cursor);
            var rest = (await mediator.Send(new ListFields.Query(), ct)).Skip(after).ToList();
            return new Slice<ListFields.Row>([.. rest.Take(page.Size)], rest.Count > page.Size ? Cursor.Of(after + page.Size) : null);
        }).Needs("customers.read");

        fields.MapPost("", async (DefineField.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var id = await mediator.Send(command, ct);
            var field = await mediator.Send(new ChangeField.Query(id), ct);
            return ETags.Created($"/api/v1/customer-fields/{id}", field, field.Version);
        }).Needs("customers.settings").Creates();

        fields.MapGet("/{id:long}", (long id, IMediator mediator, CancellationToken ct) => Field(id, mediator, ct)).Needs("customers.settings");

        fields.MapPatch("/{id:long}", async (long id, IfMatch seen, JsonElement patch, IMediator mediator, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var command = MergePatch.Apply(await mediator.Send(new ChangeField.Query(id), ct), patch, json.Value.SerializerOptions);
            await mediator.Send(command with { Id = id, Version = seen.Version }, ct);
            return await Field(id, mediator, ct);
        }).Needs("customers.settings").Accepts<ChangeField.Command>("application/json");
    }

    static async Task<Tagged<ChangeField.Command>> Field(long id, IMediator mediator, CancellationToken ct)
    {
        var field = await mediator.Send(new ChangeField.Query(id), ct);
        return ETags.Ok(field, field.Version);
    }
}
