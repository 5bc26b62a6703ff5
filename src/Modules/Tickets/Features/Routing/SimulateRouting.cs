using Crm.Contracts.Customers;
using Crm.Contracts.Loyalty;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Routing;

/// <summary>Who would get a ticket like this now, and why not the others? Changes nothing.</summary>
[OpenToAll("for those who set the rules and those who lead a team; the handler asks for either right")]
internal static class SimulateRouting
{
    public sealed record Query : IRequest<Result>
    {
        public TicketType? Type { get; init; } = TicketType.Inquiry;
        public long? CategoryId { get; init; }
        public TicketPriority? Priority { get; init; } = TicketPriority.Normal;
        public TicketChannel? Channel { get; init; } = TicketChannel.Web;
        /// <summary>Brings language, region, level and owner with them.</summary>
        public long? CustomerId { get; init; }
        /// <summary>zh-CN or en; counts without a customer.</summary>
        public string? Language { get; init; }
        /// <summary>Counts without a customer.</summary>
        public string? Region { get; init; }
        /// <summary>Null: as the category decides.</summary>
        public long? TeamId { get; init; }
    }

    /// <param name="Team">Whose queue it would join; null when there is no team.</param>
    /// <param name="TeamReason">Why, in words.</param>
    /// <param name="Ahead">So many of the queue are before it, up to a thousand; <paramref name="DueAt"/> decides its place.</param>
    public sealed record Result(
        long? TeamId, string? Team, string TeamReason, RoutingMode Mode, IReadOnlyList<string> Needs, IReadOnlyList<string> Prefers, DateTimeOffset? DueAt, int Ahead, string? Customer, IReadOnlyList<CandidateLine> Candidates);

    public sealed record CandidateLine(long Id, string Name, Eligibility Verdict, int Load, int Capacity, string Why);

    public const int CountUpTo = 1000;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(c => c.Type).NotNull().IsInEnum();
            RuleFor(c => c.Priority).NotNull().IsInEnum();
            RuleFor(c => c.Channel).NotNull().IsInEnum();
            RuleFor(c => c.Region).MaximumLength(100);
        }
    }

    internal sealed class Handler(TicketsDb db, Router router, RoutingWords words, ICustomerDirectory customers, IMemberDirectory members, IStaffDirectory staff, Platform.Localization.Texts texts, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            if (!user.Can("tickets.review") && !user.Can("tickets.settings")) throw new ForbiddenException("tickets.review");
            var (rules, routing) = await db.AllRules(ct);
            if (q.CategoryId is { } category && routing.Category(category) is null) throw new RuleException("tickets.rule.no_category", nameof(q.CategoryId));
            var customer = q.CustomerId is { } id ? await Customer(id, ct) : null;
            var (people, teams, now) = (await staff.Everyone(ct), await staff.Teams(ct), clock.GetUtcNow());
            if (q.TeamId is { } wanted && !teams.ContainsKey(wanted)) throw new RuleException("tickets.rule.no_team", nameof(q.TeamId));

            var (team, reason) = q.TeamId is { } chosen ? (chosen, new Reason("tickets.routed.as_chosen")) : routing.TeamFor(q.CategoryId, [], customer?.TeamId, [.. teams.Keys]);
            var demand = routing.Of(q.Type!.Value, q.CategoryId, customer?.Language ?? q.Language ?? user.Language, customer is null ? q.Region : customer.Region);
            var judged = team is { } t ? Domain.Routing.Judge(demand.Needs, demand.Prefers, customer?.OwnerId, await router.Crew(p => p.TeamIds.Contains(t), ct)) : [];

            var level = customer?.Level ?? CustomerLevel.Normal;
            var member = customer is null ? null : await members.OfCustomer(customer.Id, ct);
            var priority = member?.TicketPriority > q.Priority ? member.TicketPriority.Value : q.Priority!.Value; // as it would be opened
            var facts = new SlaFacts(q.Type!.Value, priority, q.Channel!.Value, level, member?.Tier, q.CategoryId);
            var due = new[] { rules.Promise(ClockKind.FirstResponse, facts, now), rules.Promise(ClockKind.Resolution, facts, now) }.OfType<Promise>().Select(p => (DateTimeOffset?)p.DueAt).Min();
            return new Result(
                team, team is { } known ? teams[known].Name : null, texts[reason.Key, [.. reason.Args.Select(a => routing.Category(long.Parse(a, System.Globalization.CultureInfo.InvariantCulture))!.In(user.Language))]],
                team is { } mode && routing.Automatic.Contains(mode) ? RoutingMode.Automatic : RoutingMode.ByHand,
                [.. demand.Needs.Select(words.Tag)], [.. demand.Prefers.Select(words.Tag)], due, await Ahead(team, level, due ?? Ticket.NoDue, priority, ct), customer?.Name,
                [.. judged.Select(j => new CandidateLine(j.PersonId, people.GetValueOrDefault(j.PersonId)?.Name ?? texts["tickets.someone"], j.Verdict, j.Load, j.Capacity, words.Of(j, people)))]);
        }

        // Somebody else's customer does not exist here either.
        async Task<CustomerFacts> Customer(long id, CancellationToken ct) =>
            await customers.Readable(id, ct) ?? throw new RuleException("tickets.rule.no_customer", nameof(Query.CustomerId));

        Task<int> Ahead(long? team, CustomerLevel level, DateTimeOffset due, TicketPriority priority, CancellationToken ct)
        {
            var (rank, urgency) = ((short)(level == CustomerLevel.Vip ? 0 : 1), (short)(TicketPriority.Urgent - priority));
            return db.Tickets.Where(t => t.Status == TicketStatus.Created && t.OwnerId == null && t.TeamId == team)
                .Where(t => EF.Functions.LessThan(ValueTuple.Create(t.QueueRank, t.NextDueAt, t.Urgency), ValueTuple.Create(rank, due, urgency))).CountUpTo(CountUpTo, ct);
        }
    }
}
