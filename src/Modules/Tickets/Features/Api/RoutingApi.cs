using Crm.Contracts.Tickets;
using Crm.Platform.Api;
using Crm.Platform.Users;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Board;
using Crm.Tickets.Features.Routing;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Crm.Tickets.Features.Api;

/// <summary>Who gets what, and how the desk stands, as JSON.</summary>
internal static class RoutingApi
{
    /// <param name="Verdict">chosen, possible, absent, full or unfit.</param>
    /// <param name="Load">Tickets assigned to them or in progress; waiting ones are not counted.</param>
    /// <param name="Explanation">In the reader's language.</param>
    public sealed record CandidateJson(long StaffId, string Name, Eligibility Verdict, int Load, int Capacity, string Explanation);

    /// <param name="Needs">What whoever gets it must have.</param>
    /// <param name="Prefers">What they had better have.</param>
    /// <param name="Ahead">How many of the queue would be before it, at most 1001.</param>
    public sealed record SimulationJson(long? TeamId, string TeamExplanation, RoutingMode Mode, IReadOnlyList<string> Needs, IReadOnlyList<string> Prefers, DateTimeOffset? NextDueAt, int Ahead, IReadOnlyList<CandidateJson> Candidates);

    /// <param name="Later">Due after today.</param>
    /// <param name="Unassigned">At most 1001.</param>
    public sealed record BoardJson(DateTimeOffset At, int Breached, int WithinHour, int WithinFourHours, int Today, int Later, int Unassigned, IReadOnlyList<PersonJson> People, BreachesJson Breaches);

    public sealed record PersonJson(long StaffId, string Name, int Assigned, int InProgress, int Waiting, int Capacity, bool Available, DateTimeOffset? AbsentUntil, DateTimeOffset? OldestDueAt);

    /// <summary>Clocks whose due time lies in the period and that had not been met by then.</summary>
    public sealed record BreachesJson(int Today, int Week, IReadOnlyList<CauseJson> ByCause, IReadOnlyList<TypeJson> ByType);

    public sealed record CauseJson(long? CauseId, string? Cause, int Today, int Week);

    public sealed record TypeJson(TicketType Type, int Today, int Week);

    public sealed record TakenJson(long? Id);

    public static void MapRouting(this ApiRoutes api)
    {
        var routing = api.MapGroup("").WithTags("Routing");
        routing.MapGet("/routing/simulation", async (Snake<TicketType>? type, Snake<TicketPriority>? priority, Snake<TicketChannel>? channel, long? categoryId, long? customerId, string? language, string? region, long? teamId, IMediator m, CancellationToken ct) =>
        {
            var asked = new SimulateRouting.Query
            {
                Type = type?.Value ?? TicketType.Inquiry, Priority = priority?.Value ?? TicketPriority.Normal, Channel = channel?.Value ?? TicketChannel.Web,
                CategoryId = categoryId, CustomerId = customerId, Language = language, Region = region, TeamId = teamId,
            };
            var r = await m.Send(asked, ct);
            return new SimulationJson(r.TeamId, r.TeamReason, r.Mode, r.Needs, r.Prefers, r.DueAt, r.Ahead, [.. r.Candidates.Select(c => new CandidateJson(c.Id, c.Name, c.Verdict, c.Load, c.Capacity, c.Why))]);
        }).WithMetadata(new OpenToAllAttribute("for those who set the rules and those who lead a team; the use case asks for either right")).WithSummary("Who would get a ticket like this now, and why not the others. Changes nothing.");
        routing.MapGet("/tickets/board", async (long? teamId, IMediator m, CancellationToken ct) =>
        {
            var b = await m.Send(new ShowBoard.Query(teamId), ct);
            var breaches = await m.Send(new ShowBreaches.Query(teamId), ct);
            int Of(Urgency urgency) => b.Columns.Single(c => c.Urgency == urgency).Count;
            return new BoardJson(b.At, Of(Urgency.Breached), Of(Urgency.WithinHour), Of(Urgency.WithinFourHours), Of(Urgency.Today), Of(Urgency.Later), b.QueueCount,
                [.. b.People.Select(p => new PersonJson(p.Id, p.Name, p.Assigned, p.InProgress, p.Waiting, p.Capacity, p.Available, p.AbsentUntil, p.OldestDueAt))],
                new BreachesJson(breaches.Today, breaches.Week, [.. breaches.Causes.Select(c => new CauseJson(c.CauseId, c.Cause, c.Today, c.Week))], [.. breaches.Types.Select(t => new TypeJson(t.Type, t.Today, t.Week))]));
        }).Needs("tickets.review").WithSummary("What is due when in the teams one reviews, who bears how much, what was breached.");
        routing.MapPost("/tickets/take-next", async (IMediator m, CancellationToken ct) => new TakenJson(await m.Send(new TakeNext.Command(), ct)))
            .Needs("tickets.write").Creates().WithSummary("Takes the first ticket of the queue that fits the sender; the id is null when none does.");
    }
}
