using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>What is promised to tickets that meet every condition it sets.</summary>
internal sealed class SlaPolicy : Entity, IAudited, IPlaced
{
    SlaPolicy() { }

    public SlaPolicy(string name, string nameZh, int position) => (Name, NameZh, Position) = (name.Trim(), nameZh.Trim(), position);

    public string Name { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    /// <summary>Place in the list; decides between equals.</summary>
    public int Position { get; private set; }
    /// <summary>Switched off it promises nothing; clocks that ran by it keep its name.</summary>
    public bool Active { get; private set; } = true;

    public TicketType? Type { get; private set; }
    /// <summary>This priority or a higher one.</summary>
    public TicketPriority? Priority { get; private set; }
    public TicketChannel? Channel { get; private set; }
    public CustomerLevel? Level { get; private set; }
    /// <summary>Name of a loyalty tier. Nobody has one until the loyalty programme knows tiers.</summary>
    public string? Tier { get; private set; }
    /// <summary>This category, or one below it.</summary>
    public long? CategoryId { get; private set; }

    public Target? FirstResponse { get; private set; }
    public Target? NextResponse { get; private set; }
    public Target? Resolution { get; private set; }
    /// <summary>50 halves what the other policies promise; 100 changes nothing.</summary>
    public int Percent { get; private set; } = 100;
    /// <summary>Calendar of its working hours and days; null: the standard one.</summary>
    public long? CalendarId { get; private set; }

    public void Rename(string name, string nameZh, bool active) => (Name, NameZh, Active) = (name.Trim(), nameZh.Trim(), active);

    public void SetConditions(TicketType? type, TicketPriority? priority, TicketChannel? channel, CustomerLevel? level, string? tier, long? categoryId) =>
        (Type, Priority, Channel, Level, Tier, CategoryId) = (type, priority, channel, level, string.IsNullOrWhiteSpace(tier) ? null : tier.Trim(), categoryId);

    public void SetTargets(Target? first, Target? next, Target? resolution, int percent, long? calendarId = null) =>
        (FirstResponse, NextResponse, Resolution, Percent, CalendarId) = (first, next, resolution, percent, calendarId);

    public void MoveTo(int position) => Position = position;

    public string In(string language) => language == "zh-CN" ? NameZh : Name;

    public Target? Of(ClockKind kind) => kind switch
    {
        ClockKind.FirstResponse => FirstResponse,
        ClockKind.NextResponse => NextResponse,
        _ => Resolution,
    };

    /// <param name="t">The ticket.</param>
    /// <param name="categories">Its category and those above it.</param>
    public bool Matches(SlaFacts t, IReadOnlyCollection<long> categories) =>
        (Type is null || Type == t.Type) && (Priority is null || t.Priority >= Priority) &&
        (Channel is null || Channel == t.Channel) && (Level is null || Level == t.Level) &&
        (Tier is null || string.Equals(Tier, t.Tier, StringComparison.OrdinalIgnoreCase)) && (CategoryId is null || categories.Contains(CategoryId.Value));

    public int Conditions => new object?[] { Type, Priority, Channel, Level, Tier, CategoryId }.Count(c => c is not null);
}

/// <summary>What policies look at.</summary>
internal sealed record SlaFacts(TicketType Type, TicketPriority Priority, TicketChannel Channel, CustomerLevel Level, string? Tier = null, long? CategoryId = null);

/// <summary>A target applied to a moment.</summary>
internal sealed record Promise(Target Target, long PolicyId, long? CalendarId, DateTimeOffset DueAt);

/// <summary>What decided between two policies.</summary>
internal enum Ranking { Wins, FewerConditions, LaterDue, LaterInOrder }

/// <summary>A policy that matches a ticket and has a target for the clock, with its part in the decision.</summary>
internal sealed record Candidate(SlaPolicy Policy, Promise Promise, Ranking Ranking);

/// <summary>
/// All policies, calendars and settings at a moment, ready for arithmetic. For each clock the policies with most
/// conditions have the say; of their targets the shorter one holds, and of equals the first in order. Percentages of
/// all matching policies are applied to it.
/// </summary>
internal sealed class SlaRules(IEnumerable<SlaPolicy> policies, IEnumerable<SlaCalendar> calendars, SlaSettings settings, IReadOnlyDictionary<long, long?> parents, RuleBook? rules = null)
{
    readonly List<SlaPolicy> policies = [.. policies.Where(p => p.Active).OrderBy(p => p.Position).ThenBy(p => p.Id)];
    readonly Dictionary<long, SlaPolicy> named = policies.ToDictionary(p => p.Id);
    readonly Dictionary<long, SlaCalendar> calendars = calendars.ToDictionary(c => c.Id);

    public SlaSettings Settings => settings;

    /// <summary>Whether some rule wants to hear of this: what is said all day is told to nobody in vain.</summary>
    public bool Heard(RuleTrigger trigger) => rules?.Hears(trigger) == true;

    /// <summary>The way of every type, and the fields of one's own: they change together with the promises, and are read with them.</summary>
    public FlowRules Flow { get; init; } = FlowRules.Shipped;

    /// <summary>What is promised for a clock that starts now; null when nothing is. Internal tickets have no clocks.</summary>
    public Promise? Promise(ClockKind kind, SlaFacts ticket, DateTimeOffset start) => Judge(kind, ticket, start) is [var winner, ..] ? winner.Promise : null;

    /// <summary>The policies with a target for a clock of this ticket, the winner first, each with the reason why it wins or does not.</summary>
    public IReadOnlyList<Candidate> Judge(ClockKind kind, SlaFacts ticket, DateTimeOffset start)
    {
        if (ticket.Channel == TicketChannel.Internal) return [];
        var matching = Matching(ticket);
        var percent = Percent(matching);
        var ranked = matching.Where(p => p.Of(kind) is not null).Select(p =>
        {
            var target = p.Of(kind)!.Value.Times(percent);
            var calendar = target.Unit == TargetUnit.Hours ? null : Calendar(p.CalendarId ?? settings.StandardCalendarId);
            return (Policy: p, Promise: new Promise(target, p.Id, calendar?.Id, target.After(start, TimeOf(calendar?.Id))));
        }).OrderByDescending(c => c.Policy.Conditions).ThenBy(c => c.Promise.DueAt).ToList();
        return [.. ranked.Select((c, i) => new Candidate(c.Policy, c.Promise,
            i == 0 ? Ranking.Wins : c.Policy.Conditions < ranked[0].Policy.Conditions ? Ranking.FewerConditions : c.Promise.DueAt > ranked[0].Promise.DueAt ? Ranking.LaterDue : Ranking.LaterInOrder))];
    }

    /// <summary>The policies whose conditions a ticket meets, in their order.</summary>
    public IReadOnlyList<SlaPolicy> Matching(SlaFacts ticket)
    {
        var categories = parents.PathOf(ticket.CategoryId);
        return [.. policies.Where(p => p.Matches(ticket, categories))];
    }

    /// <summary>The share of its target that is left to a ticket.</summary>
    public static int Percent(IEnumerable<SlaPolicy> matching) => matching.Aggregate(100, (share, p) => share * p.Percent / 100);

    /// <summary>A policy by id, one that is switched off as well.</summary>
    public SlaPolicy? Policy(long? id) => id is { } i ? named.GetValueOrDefault(i) : null;

    public SlaCalendar? Calendar(long? id) => id is { } i ? calendars.GetValueOrDefault(i) : null;

    /// <summary>The working time of a calendar; without one, round the clock.</summary>
    public WorkingTime TimeOf(long? id) => Calendar(id)?.Time ?? WorkingTime.Always;

    /// <summary>Working time by the standard calendar between two instants, without what the clocks of a resolution stood still meanwhile.</summary>
    public TimeSpan Worked(DateTimeOffset from, DateTimeOffset to, IEnumerable<Clock> clocks)
    {
        var time = TimeOf(settings.StandardCalendarId);
        var worked = time.Between(from, to) - TimeSpan.FromTicks(clocks.Where(c => c.Kind == ClockKind.Resolution).Sum(c => c.StillIn(time, to).Ticks));
        return worked < TimeSpan.Zero ? TimeSpan.Zero : worked;
    }

    /// <summary>Whether clocks stand still while a ticket is in this state.</summary>
    public bool StandStillIn(TicketStatus status) => status == TicketStatus.WaitingCustomer || (status == TicketStatus.WaitingThirdParty && settings.PauseOnThirdParty);

    /// <summary>Why a clock is due when it is.</summary>
    public DueReason Explain(Clock clock) => DueReason.Of(clock.Target, clock.StartedAt, clock.DueAt, clock.PausedFor, Calendar(clock.CalendarId));
}
