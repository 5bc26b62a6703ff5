using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Contracts.Tickets;
using Crm.Platform.Api;
using Crm.Platform.Fields;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Crm.Tickets.Features.Api;

/// <summary>Tickets as JSON: the same use cases as the pages.</summary>
internal static class TicketsApi
{
    /// <summary>A ticket as programs read it.</summary>
    public sealed record TicketJson(
        long Id, string Number, TicketStatus Status, TicketType Type, TicketChannel Channel, TicketPriority Priority, string Subject, long CustomerId, long? ContactId,
        long? CategoryId, long? TeamId, long? AssigneeId, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt, DateTimeOffset? NextDueAt, int? Satisfaction);

    /// <summary>A promise: what is due when, by which policy and calendar (null: elapsed hours), and why, in the reader's language. Seconds count what passed, what of it counts, and how long it stood still.</summary>
    public sealed record ClockJson(
        ClockKind Kind, ClockState State, string Target, DateTimeOffset StartedAt, DateTimeOffset DueAt, DateTimeOffset? EndedAt, string Policy, string? Calendar, string Explanation,
        long ElapsedSeconds, long UsedSeconds, long StoodStillSeconds);

    /// <summary>Something said. A reply that was taken back before it left says when; no customer has seen it.</summary>
    public sealed record MessageJson(long Id, MessageKind Kind, string Body, string? Author, DateTimeOffset At, DateTimeOffset? WithdrawnAt);

    /// <summary>A ticket with its clocks and messages. Its handling is counted from when it was opened until it was resolved, or until now: what passed, and what of it was working time in which its resolution did not stand still.</summary>
    public sealed record TicketDetailJson(
        long Id, string Number, TicketStatus Status, TicketType Type, TicketChannel Channel, TicketPriority Priority, string Subject, long CustomerId, long? ContactId,
        long? CategoryId, long? TeamId, long? AssigneeId, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt, DateTimeOffset? NextDueAt, int? Satisfaction, long HandlingSeconds, long WorkedSeconds, CustomValues Custom,
        IReadOnlyList<string> Tags, long? MergedIntoId, IReadOnlyList<ClockJson> Clocks, IReadOnlyList<MessageJson> Messages);

    /// <summary>Fields to change; those left out stay, null empties one.</summary>
    public sealed record Patch(string? Subject, TicketType? Type, TicketPriority? Priority, long? CategoryId, long? ContactId)
    {
        /// <summary>Fields of one's own by key; null empties one.</summary>
        [JsonConverter(typeof(CustomInputJson))]
        public Dictionary<string, List<string>>? Custom { get; init; }
    }

    public sealed record Assignment(long? AssigneeId, long? TeamId, string? Note);

    public sealed record MessageBody(MessageVisibility? Visibility, string? Body);

    /// <summary>How work ends. Category, contact and fields of one's own may be filled in at the same time.</summary>
    public sealed record ResolutionBody(string? Note, bool? TellCustomer, long? CauseId, long? ResolutionId, long? CategoryId, long? ContactId)
    {
        [JsonConverter(typeof(CustomInputJson))]
        public Dictionary<string, List<string>>? Custom { get; init; }
    }

    public sealed record ReviewBody(ReviewTicket.Verdict? Decision, string? Note);

    /// <summary>For whom the ticket waits: waiting_customer or waiting_third_party.</summary>
    public sealed record WaitBody(TicketStatus? On, string? Note);

    public sealed record ReopenBody(string? Note);

    public sealed record IdJson(long Id);

    public static void MapTickets(this ApiRoutes api)
    {
        var tickets = api.MapGroup("/tickets").WithTags("Tickets");
        tickets.MapGet("", async ([AsParameters] PageQuery page, Snake<TicketView>? view, string? q, Snake<TicketType>? type, Snake<TicketStatus>? status, Snake<TicketPriority>? priority, Snake<TicketChannel>? channel,
            long? teamId, long? assigneeId, long? categoryId, long? customerId, string? tag, Snake<TicketSort>? sort, DateOnly? createdFrom, DateOnly? createdTo, DateOnly? resolvedFrom, DateOnly? resolvedTo,
            Snake<SlaOutcome>? sla, DateOnly? dueFrom, DateOnly? dueTo, HttpRequest request, IMediator m, CancellationToken ct) =>
        {
            var slice = await m.Send(new ListTickets.Query
            {
                View = view?.Value ?? TicketView.Any, Q = q, Type = type?.Value, Status = status?.Value, Priority = priority?.Value, Channel = channel?.Value, TeamId = teamId, AssigneeId = assigneeId,
                CategoryId = categoryId, CustomerId = customerId, Tag = tag, Sort = sort?.Value, CreatedFrom = createdFrom, CreatedTo = createdTo, ResolvedFrom = resolvedFrom, ResolvedTo = resolvedTo,
                Sla = sla?.Value, DueFrom = dueFrom, DueTo = dueTo, Custom = FieldList.Asked(request.Query), After = page.Cursor, Limit = page.Size,
            }, ct);
            return new Slice<TicketJson>([.. slice.Items.Select(r => new TicketJson(r.Id, r.Number, r.Status, r.Type, r.Channel, r.Priority, r.Subject, r.CustomerId, r.ContactId, r.CategoryId, r.TeamId, r.AssigneeId, r.CreatedAt, r.ResolvedAt, r.NextDueAt, r.Satisfaction))], slice.NextCursor);
        }).Needs("tickets.read");
        tickets.MapPost("", async (OpenTicket.Command c, bool? allowDuplicate, IMediator m, CancellationToken ct) =>
        {
            var id = await m.Send(c with { AllowDuplicate = c.AllowDuplicate || allowDuplicate == true }, ct);
            var (json, version) = await Read(m, id, ct);
            return ETags.Created($"/api/v1/tickets/{id}", json, version);
        }).Needs("tickets.write").Creates();
        tickets.MapGet("/{id:long}", async (long id, IMediator m, CancellationToken ct) => await Answer(m, id, ct)).Needs("tickets.read");
        tickets.MapPatch("/{id:long}", async (long id, JsonElement patch, IfMatch match, IOptions<JsonOptions> json, IMediator m, CancellationToken ct) =>
        {
            var now = await m.Send(new ViewTicket.Query(id), ct);
            var told = MergePatch.Apply(new Patch(now.Subject, now.Type, now.Priority, now.CategoryId, now.ContactId), patch, json.Value.SerializerOptions);
            await m.Send(new EditTicket.Command
            {
                Id = id, Version = match.Version, Subject = told.Subject ?? "", Type = told.Type, Priority = told.Priority, CategoryId = told.CategoryId, ContactId = told.ContactId, Custom = told.Custom,
            }, ct);
            return await Answer(m, id, ct);
        }).Needs("tickets.write").Accepts<Patch>("application/json");
        tickets.MapPost("/{id:long}/messages", async (long id, MessageBody b, IMediator m, CancellationToken ct) =>
            Results.Created($"/api/v1/tickets/{id}", new IdJson((await m.Send(new AddMessage.Command { Id = id, Visibility = b.Visibility, Body = b.Body ?? "" }, ct)).Id)))
            .Needs("tickets.write").Creates().Produces<IdJson>(StatusCodes.Status201Created);
        tickets.MapPost("/{id:long}/heard", async (long id, HearCustomer.Command c, IMediator m, CancellationToken ct) =>
        {
            var heard = await m.Send(c with { Id = id }, ct);
            return Results.Created($"/api/v1/tickets/{heard.TicketId}", heard);
        }).Needs("tickets.write").Creates().Produces<HearCustomer.Result>(StatusCodes.Status201Created).WithSummary("What the customer said. It may reopen the ticket, or begin the one that goes on in its place, which is answered.");
        tickets.MapPost("/{id:long}/start", async (long id, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new StartTicket.Command(id, seen.Version), ct);
            return await Answer(m, id, ct);
        }).Needs("tickets.write");
        tickets.MapPost("/{id:long}/wait", async (long id, WaitBody w, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new WaitTicket.Command { Id = id, Version = seen.Version, On = w.On, Note = w.Note }, ct);
            return await Answer(m, id, ct);
        }).Needs("tickets.write");
        tickets.MapPost("/{id:long}/resume", async (long id, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new ResumeTicket.Command(id, seen.Version), ct);
            return await Answer(m, id, ct);
        }).Needs("tickets.write");
        tickets.MapPost("/{id:long}/reopen", async (long id, ReopenBody r, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new ReopenTicket.Command { Id = id, Version = seen.Version, Note = r.Note ?? "" }, ct);
            return await Answer(m, id, ct);
        }).Needs("tickets.write");
        tickets.MapPost("/{id:long}/assign", async (long id, Assignment a, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new AssignTicket.Command { Id = id, Version = seen.Version, AssigneeId = a.AssigneeId, TeamId = a.TeamId, Note = a.Note }, ct);
            return await Answer(m, id, ct);
        }).Needs("tickets.assign");
        tickets.MapPost("/{id:long}/resolve", async (long id, ResolutionBody r, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new ResolveTicket.Command { Id = id, Version = seen.Version, Note = r.Note ?? "", TellCustomer = r.TellCustomer ?? true, CauseId = r.CauseId, ResolutionId = r.ResolutionId, CategoryId = r.CategoryId, ContactId = r.ContactId, Custom = r.Custom }, ct);
            return await Answer(m, id, ct);
        }).Needs("tickets.write");
        tickets.MapPost("/{id:long}/review", async (long id, ReviewBody r, IfMatchSent seen, IMediator m, CancellationToken ct) =>
        {
            await m.Send(new ReviewTicket.Command { Id = id, Version = seen.Version, Decision = r.Decision, Note = r.Note }, ct);
            return await Answer(m, id, ct);
        }).Needs("tickets.review");

        TogetherApi.Map(tickets, api);
        FollowUpsApi.Map(api);
    }

    internal static async Task<Tagged<TicketDetailJson>> Answer(IMediator m, long id, CancellationToken ct)
    {
        var (json, version) = await Read(m, id, ct);
        return ETags.Ok(json, version);
    }

    static async Task<(TicketDetailJson Json, uint Version)> Read(IMediator m, long id, CancellationToken ct)
    {
        var t = await m.Send(new ViewTicket.Query(id, History: false), ct);
        return (new TicketDetailJson(t.Id, t.Number, t.Status, t.Type, t.Channel, t.Priority, t.Subject, t.CustomerId, t.ContactId, t.CategoryId, t.TeamId, t.AssigneeId, t.CreatedAt, t.ResolvedAt, t.NextDueAt, t.Satisfaction, (long)t.Handling.TotalSeconds, (long)t.Worked.TotalSeconds, t.Custom, t.Tags, t.MergedIntoId,
            [.. t.Clocks.Select(c => new ClockJson(c.Kind, c.State, c.Target.ToString(), c.StartedAt, c.DueAt, c.EndedAt, c.Policy, c.Calendar, c.Why, (long)c.Elapsed.TotalSeconds, (long)c.Used.TotalSeconds, (long)c.PausedFor.TotalSeconds))],
            [.. t.Messages.Select(x => new MessageJson(x.Id, x.Kind, x.Body, x.Author, x.At, x.WithdrawnAt))]), t.Version);
    }
}
