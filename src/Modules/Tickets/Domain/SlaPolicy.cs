using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>
/// What is promised to tickets that match every condition it sets. Where several match, the shorter target of each
/// clock holds; percentages of matching policies are applied to the result.
/// </summary>
internal sealed class SlaPolicy : Entity, IAudited
{
    SlaPolicy() { }

    public SlaPolicy(string name, string nameZh) => (Name, NameZh) = (name, nameZh);

    public string Name { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public int Position { get; private set; }

    public TicketType? Type { get; private set; }
    /// <summary>This priority or a higher one.</summary>
    public TicketPriority? Priority { get; private set; }
    public TicketChannel? Channel { get; private set; }
    public CustomerLevel? Level { get; private set; }

    public Target? FirstResponse { get; private set; }
    public Target? NextResponse { get; private set; }
    public Target? Resolution { get; private set; }
    /// <summary>50 halves what the other policies promise; 100 changes nothing.</summary>
    public int Percent { get; private set; } = 100;
    /// <summary>Calendar of its working hours and days; null: the first calendar.</summary>
    public long? CalendarId { get; private set; }

    public void SetTargets(Target? first, Target? next, Target? resolution, int percent) =>
        (FirstResponse, NextResponse, Resolution, Percent) = (first, next, resolution, percent);

    public Target? Of(ClockKind kind) => kind switch
    {
        ClockKind.FirstResponse => FirstResponse,
        ClockKind.NextResponse => NextResponse,
        _ => Resolution,
    };

    public bool Matches(SlaFacts t) =>
        (Type is null || Type == t.Type) && (Priority is null || t.Priority >= Priority) &&
        (Channel is null || Channel == t.Channel) && (Level is null || Level == t.Level);

    internal int Conditions => (Type is null ? 0 : 1) + (Priority is null ? 0 : 1) + (Channel is null ? 0 : 1) + (Level is null ? 0 : 1);
}

/// <summary>What policies look at.</summary>
internal sealed record SlaFacts(TicketType Type, TicketPriority Priority, TicketChannel Channel, CustomerLevel Level);

/// <summary>A target applied to a moment.</summary>
internal sealed record Promise(Target Target, long PolicyId, long? CalendarId, DateTimeOffset DueAt);

/// <summary>All policies and calendars at a moment, ready for arithmetic.</summary>
internal sealed class SlaRules(IEnumerable<SlaPolicy> policies, IReadOnlyDictionary<long, WorkingTime> calendars)
{
    /// <summary>A warning goes out when this share of the time has passed.</summary>
    public const double WarnAt = 0.75;

    // Equal due times: the policy that says most about the ticket explains the promise.
    readonly List<SlaPolicy> policies = [.. policies.OrderByDescending(p => p.Conditions).ThenBy(p => p.Position).ThenBy(p => p.Id)];
    readonly long? standard = calendars.Count == 0 ? null : calendars.Keys.Min();

    /// <summary>What is promised for a clock that starts now; null when nothing is. Internal tickets have no clocks.</summary>
    public Promise? Promise(ClockKind kind, SlaFacts ticket, DateTimeOffset start)
    {
        if (ticket.Channel == TicketChannel.Internal) return null;
        var matching = policies.Where(p => p.Matches(ticket)).ToList();
        var percent = matching.Aggregate(100, (share, p) => share * p.Percent / 100);
        return matching
            .Where(p => p.Of(kind) is not null)
            .Select(p =>
            {
                var target = p.Of(kind)!.Value.Times(percent);
                var calendar = target.Unit == TargetUnit.Hours ? null : p.CalendarId ?? standard;
                return new Promise(target, p.Id, calendar, target.After(start, CalendarOf(calendar)));
            })
            .MinBy(p => p.DueAt);
    }

    /// <summary>The working time of a calendar; without one, round the clock.</summary>
    public WorkingTime CalendarOf(long? id) => id is { } i && calendars.TryGetValue(i, out var calendar) ? calendar : WorkingTime.Always;
}
