using Crm.Contracts.Tickets;
using Crm.Platform.Api;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.SubTasks;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Together;
using Crm.Tickets.Features.Watching;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Tickets.Features.Api;

/// <summary>What joins tickets with each other and with people, as JSON.</summary>
internal static class TogetherApi
{
    public sealed record MergeBody(string? Into, string? Note, bool? OtherCustomer);

    public sealed record SplitBody(string? Subject, IReadOnlyList<long>? MessageIds);

    /// <param name="Other">Number of the other ticket.</param>
    /// <param name="As">What the other ticket is to this one.</param>
    public sealed record LinkBody(string? Other, LinkAs? As);

    public sealed record TagsBody(IReadOnlyList<string>? Tags);

    /// <param name="Within">Instead of a due time: "4h", "8wh" or "2wd" from now.</param>
    public sealed record WhyBody(string? Why);

    public sealed record SubTaskBody(string? Title, long? TeamId, long? OwnerId, DateTimeOffset? DueAt, string? Within);

    public sealed record ResultBody(string? Result);

    /// <summary>What stands around a ticket.</summary>
    public sealed record AroundJson(long Id, IReadOnlyList<LinkJson> Links, IReadOnlyList<LinkJson> Merged, IReadOnlyList<SubTaskJson> SubTasks, IReadOnlyList<long> Watchers);

    public sealed record LinkJson(long Id, string Number, string? Subject, TicketStatus Status, LinkAs? As, bool Split);

    public sealed record SubTaskJson(long Id, string Title, string? Owner, string? Team, DateTimeOffset DueAt, DateTimeOffset? DoneAt, string? DoneBy, string? Result);

    public sealed record MacroJson(long Id, string Name, bool Shared);

    public static void Map(ApiRoutes tickets, ApiRoutes api)
    {
        tickets.MapGet("/{id:long}/around", async (long id, IMediator m, CancellationToken ct) => await Around(m, id, ct)).Needs("tickets.read");
        tickets.MapPost("/{id:long}/merge", async (long id, MergeBody b, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            var into = await m.Send(new MergeTickets.Command { Id = id, Version = seen.Version, Into = b.Into ?? "", Note = b.Note ?? "", OtherCustomer = b.OtherCustomer ?? false }, ct);
            return await TicketsApi.Answer(m, into, ct);
        }).Needs("tickets.merge").WithSummary("Lets the ticket go on in another one's place, whose state is answered.");
        tickets.MapPost("/{id:long}/split", async (long id, SplitBody b, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            var part = await m.Send(new SplitTicket.Command { Id = id, Version = seen.Version, Subject = b.Subject ?? "", MessageIds = [.. b.MessageIds ?? []] }, ct);
            return Results.Created($"/api/v1/tickets/{part}", new TicketsApi.IdJson(part));
        }).Needs("tickets.write").Creates().Produces<TicketsApi.IdJson>(StatusCodes.Status201Created).WithSummary("Moves messages to a new ticket of the same customer.");
        tickets.MapPost("/{id:long}/links", async (long id, LinkBody b, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new LinkTickets.Command { Id = id, Other = b.Other ?? "", As = b.As }, ct);
            return await Around(m, id, ct);
        }).Needs("tickets.write");
        tickets.MapDelete("/{id:long}/links/{other:long}", async (long id, long other, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new UnlinkTickets.Command(id, other), ct);
            return Results.NoContent();
        }).Needs("tickets.write").Produces(StatusCodes.Status204NoContent);
        tickets.MapPut("/{id:long}/tags", async (long id, TagsBody b, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new TagTicket.Command { Id = id, Version = seen.Version, Tags = [.. b.Tags ?? []] }, ct);
            return await TicketsApi.Answer(m, id, ct);
        }).Needs("tickets.write").WithSummary("Makes the tags exactly these.");
        tickets.MapPut("/{id:long}/watchers/{staffId:long}", async (long id, long staffId, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new WatchTicket.Command { Id = id, StaffId = staffId }, ct);
            return Results.NoContent();
        }).Needs("tickets.read").Produces(StatusCodes.Status204NoContent);
        tickets.MapDelete("/{id:long}/watchers/{staffId:long}", async (long id, long staffId, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new WatchTicket.Command { Id = id, StaffId = staffId, Off = true }, ct);
            return Results.NoContent();
        }).Needs("tickets.read").Produces(StatusCodes.Status204NoContent);
        tickets.MapPost("/{id:long}/sub-tasks", async (long id, SubTaskBody b, IMediator m, CancellationToken ct) =>
        {
            var task = await m.Send(new AskSubTask.Command { Id = id, Title = b.Title ?? "", TeamId = b.TeamId, OwnerId = b.OwnerId, DueAt = b.DueAt, Within = b.Within }, ct);
            return Results.Created($"/api/v1/tickets/{id}/around", new TicketsApi.IdJson(task));
        }).Needs("tickets.write").Creates().Produces<TicketsApi.IdJson>(StatusCodes.Status201Created);
        tickets.MapPost("/{id:long}/macros/{macroId:long}", async (long id, long macroId, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new ApplyMacro.Command { Id = id, MacroId = macroId, Version = seen.Version }, ct);
            return Results.NoContent(); // what the ticket is now may be another team's to read
        }).Needs("tickets.write").Produces(StatusCodes.Status204NoContent).WithSummary("Makes the changes of a macro: all of them, or none.");

        api.MapGet("/macros", async (IMediator m, CancellationToken ct) => (await m.Send(new ListMacros.Query(), ct)).Select(x => new MacroJson(x.Id, x.Name, x.Shared)).ToList()).Needs("tickets.write").WithTags("Tickets").WithSummary("The macros the sender may use.");
        var tasks = api.MapGroup("/sub-tasks").WithTags("Sub-tasks").WithMetadata(new Crm.Platform.Users.OpenToAllAttribute("one's own sub-tasks and those of one's teams"));
        tasks.MapGet("", async ([AsParameters] PageQuery page, Snake<SubTaskView>? view, IMediator m, CancellationToken ct) =>
            await m.Send(new ListSubTasks.Query { View = view?.Value ?? SubTaskView.Mine, After = page.Cursor, Limit = page.Size }, ct));
        tasks.MapPost("/{id:long}/withdraw", async (long id, WhyBody b, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new WithdrawSubTask.Command { Id = id, Why = b.Why ?? "" }, ct);
            return Results.NoContent();
        }).Needs("tickets.write").Produces(StatusCodes.Status204NoContent).WithSummary("Takes back what was asked, and says why.");
        tasks.MapPost("/{id:long}/done", async (long id, ResultBody b, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new FinishSubTask.Command { Id = id, Result = b.Result ?? "" }, ct);
            return Results.NoContent();
        }).Produces(StatusCodes.Status204NoContent);
    }

    static async Task<AroundJson> Around(IMediator m, long id, CancellationToken ct)
    {
        var a = await m.Send(new ShowAround.Query(id), ct);
        return new(a.Id, [.. a.Links.Select(Of)], [.. a.Merged.Select(Of)], [.. a.SubTasks.Select(s => new SubTaskJson(s.Id, s.Title, s.Owner, s.Team, s.DueAt, s.DoneAt, s.DoneBy, s.Result))], [.. a.Watchers.Select(w => w.StaffId)]);

        static LinkJson Of(ShowAround.Linked l) => new(l.Id, l.Number, l.Subject, l.Status, l.As, l.Split);
    }
}
