using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Api;
using Crm.Platform.Web;
using Crm.Tickets.Features.OwnFields;
using Crm.Tickets.Features.Settings;
using Crm.Tickets.Features.States;
using Crm.Tickets.Features.Types;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Crm.Tickets.Features.Api;

/// <summary>The way of each type, and the fields, codes, categories and states of tickets, as JSON.</summary>
internal static class FlowApi
{
    public static void MapFlow(this ApiRoutes api)
    {
        var types = api.MapGroup("/ticket-types").WithTags("Ticket types");
        types.MapGet("", async ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) => Page(await m.Send(new ListTypes.Query(), ct), page))
            .Needs("tickets.settings").WithSummary("The way the tickets of each type go.");
        types.MapGet("/{type}", (Snake<TicketType> type, IMediator m, CancellationToken ct) => TypeOf(type.Value, m, ct)).Needs("tickets.settings");
        types.MapPatch("/{type}", async (Snake<TicketType> type, IfMatch seen, JsonElement patch, IMediator m, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var command = MergePatch.Apply(await m.Send(new ChangeType.Query(type.Value), ct), patch, json.Value.SerializerOptions);
            await m.Send(command with { Type = type.Value, Version = seen.Version }, ct);
            return await TypeOf(type.Value, m, ct);
        }).Needs("tickets.settings").Accepts<ChangeType.Command>("application/json").WithSummary("Changes the way of a type; members left out stay. It counts from now on, on every host.");

        var fields = api.MapGroup("/ticket-fields").WithTags("Ticket fields");
        fields.MapGet("", async ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) => Page(await m.Send(new ListFields.Query(), ct), page)).Needs("tickets.read");
        fields.MapPost("", async (DefineField.Command c, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(c, ct);
            var field = await m.Send(new ChangeField.Query(id), ct);
            return ETags.Created($"/api/v1/ticket-fields/{id}", field, field.Version);
        }).Needs("tickets.settings").Creates();
        fields.MapGet("/{id:long}", (long id, IMediator m, CancellationToken ct) => FieldOf(id, m, ct)).Needs("tickets.settings");
        fields.MapPatch("/{id:long}", async (long id, IfMatch seen, JsonElement patch, IMediator m, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var command = MergePatch.Apply(await m.Send(new ChangeField.Query(id), ct), patch, json.Value.SerializerOptions);
            await m.Send(command with { Id = id, Version = seen.Version }, ct);
            return await FieldOf(id, m, ct);
        }).Needs("tickets.settings").Accepts<ChangeField.Command>("application/json");

        var codes = api.MapGroup("/ticket-codes").WithTags("Ticket codes");
        codes.MapGet("", async ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) => Page(await m.Send(new ListCodes.Query(), ct), page)).Needs("tickets.read").WithSummary("Causes and resolutions, also those that are offered no longer.");
        codes.MapPost("", async (ChangeCode.Command c, IMediator m, CancellationToken ct) =>
        {
            var code = await m.Send(new ChangeCode.Query(await m.Send(c with { Id = 0 }, ct)), ct);
            return ETags.Created($"/api/v1/ticket-codes/{code.Id}", code, code.Version!.Value);
        }).Needs("tickets.settings").Creates();
        codes.MapGet("/{id:long}", (long id, IMediator m, CancellationToken ct) => CodeOf(id, m, ct)).Needs("tickets.settings");
        codes.MapPatch("/{id:long}", async (long id, IfMatch seen, JsonElement patch, IMediator m, IOptions<JsonOptions> json, CancellationToken ct) =>
        {
            var command = MergePatch.Apply(await m.Send(new ChangeCode.Query(id), ct), patch, json.Value.SerializerOptions);
            await m.Send(command with { Id = id, Version = seen.Version }, ct);
            return await CodeOf(id, m, ct);
        }).Needs("tickets.settings").Accepts<ChangeCode.Command>("application/json");

        api.MapGet("/ticket-categories", async ([AsParameters] PageQuery page, IMediator m, CancellationToken ct) => Page(await m.Send(new ListCategories.Query(), ct), page))
            .Needs("tickets.read").WithTags("Ticket categories").WithSummary("The tree of categories, also those that are offered no longer.");

        var states = api.MapGroup("/ticket-states").WithTags("Ticket states");
        states.MapGet("", StatesOf).Needs("tickets.settings").WithSummary("What the states are called here; an empty name is the product's own.");
        states.MapPut("", async (RenameStates.Command c, IfMatch seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(c with { Version = seen.Version }, ct);
            return await StatesOf(m, ct);
        }).Needs("tickets.settings").WithSummary("Calls the states of tickets so from now on. Those left out are called by the product's own names.");
    }

    // They are few, and read whole.
    static Slice<T> Page<T>(IReadOnlyList<T> all, PageQuery page)
    {
        var after = Cursor.Read<int>(page.Cursor);
        return new([.. all.Skip(after).Take(page.Size)], all.Count > after + page.Size ? Cursor.Of(after + page.Size) : null);
    }

    static async Task<Tagged<RenameStates.Command>> StatesOf(IMediator m, CancellationToken ct)
    {
        var names = await m.Send(new RenameStates.Query(), ct);
        return ETags.Ok(names, names.Version!.Value);
    }

    static async Task<Tagged<ChangeType.Command>> TypeOf(TicketType type, IMediator m, CancellationToken ct)
    {
        var t = await m.Send(new ChangeType.Query(type), ct);
        return ETags.Ok(t, t.Version!.Value);
    }

    static async Task<Tagged<ChangeCode.Command>> CodeOf(long id, IMediator m, CancellationToken ct)
    {
        var code = await m.Send(new ChangeCode.Query(id), ct);
        return ETags.Ok(code, code.Version!.Value);
    }

    static async Task<Tagged<ChangeField.Command>> FieldOf(long id, IMediator m, CancellationToken ct)
    {
        var field = await m.Send(new ChangeField.Query(id), ct);
        return ETags.Ok(field, field.Version);
    }
}
