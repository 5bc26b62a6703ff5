using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Settings;

/// <summary>Which policy would apply? What would be promised to a ticket opened at a moment, clock by clock, and why. Changes nothing.</summary>
[Needs("tickets.settings")]
internal static class TryPolicies
{
    public sealed record Query : IRequest<Result>
    {
        public TicketType? Type { get; init; } = TicketType.Inquiry;
        public TicketPriority? Priority { get; init; } = TicketPriority.Normal;
        public TicketChannel? Channel { get; init; } = TicketChannel.Web;
        public CustomerLevel? Level { get; init; } = CustomerLevel.Normal;
        public string? Tier { get; init; }
        public long? CategoryId { get; init; }
        /// <summary>Null: now.</summary>
        public DateTimeOffset? At { get; init; }
    }

    public sealed record Result(IReadOnlyList<MatchLine> Matching, int Percent, IReadOnlyList<ClockLine> Clocks);

    public sealed record MatchLine(long Id, string Name, IReadOnlyList<string> Conditions);

    public sealed record ClockLine(ClockKind Kind, IReadOnlyList<CandidateLine> Candidates);

    public sealed record CandidateLine(long PolicyId, string Policy, int Conditions, Target Target, DateTimeOffset DueAt, DateTimeOffset WarnAt, string? Calendar, Ranking Ranking, string Why);

    internal sealed class Handler(TicketsDb db, Texts texts, DueWords words, CurrentUser user, TimeProvider clock) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query q, CancellationToken ct)
        {
            var rules = await db.Rules(ct);
            var categories = await db.Categories.AsNoTracking().ToListAsync(ct);
            var at = q.At ?? clock.GetUtcNow();
            var facts = new SlaFacts(q.Type ?? TicketType.Inquiry, q.Priority ?? TicketPriority.Normal, q.Channel ?? TicketChannel.Web, q.Level ?? CustomerLevel.Normal, q.Tier, q.CategoryId);
            var matching = facts.Channel == TicketChannel.Internal ? [] : rules.Matching(facts);
            return new Result(
                [.. matching.Select(p => new MatchLine(p.Id, p.In(user.Language), texts.ConditionsOf(p, categories, user.Language)))],
                SlaRules.Percent(matching),
                [.. Enum.GetValues<ClockKind>().Select(kind => new ClockLine(kind, [.. rules.Judge(kind, facts, at).Select(c => Line(c, rules, at))]))]);
        }

        CandidateLine Line(Candidate c, SlaRules rules, DateTimeOffset at)
        {
            var (promise, calendar) = (c.Promise, rules.Calendar(c.Promise.CalendarId));
            var time = rules.TimeOf(promise.CalendarId);
            return new(c.Policy.Id, c.Policy.In(user.Language), c.Policy.Conditions, promise.Target, promise.DueAt, time.Add(at, time.Between(at, promise.DueAt) * rules.Settings.WarnPercent / 100), calendar?.Name, c.Ranking,
                words.Of(DueReason.Of(promise.Target, at, promise.DueAt, TimeSpan.Zero, calendar)));
        }
    }
}
