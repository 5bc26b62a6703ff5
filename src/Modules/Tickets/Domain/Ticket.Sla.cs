using Crm.Contracts.Tickets;

namespace Crm.Tickets.Domain;

internal sealed partial class Ticket
{
    /// <summary>When the next thing is owed; <see cref="NoDue"/> while nothing is. Past: overdue.</summary>
    public DateTimeOffset NextDueAt { get; private set; } = NoDue;

    SlaFacts Facts => new(Type, Priority, Channel, Level);

    void StartClocks(SlaRules sla, bool answeredAtOnce, DateTimeOffset at)
    {
        StartClock(ClockKind.FirstResponse, sla, at);
        StartClock(ClockKind.Resolution, sla, at);
        if (answeredAtOnce) Responded(at);
        RefreshDue();
    }

    void StartClock(ClockKind kind, SlaRules sla, DateTimeOffset at)
    {
        if (sla.Promise(kind, Facts, at) is { } promise) clocks.Add(new Clock(kind, promise, at, sla));
    }

    // The next response is owed once the first was given; until then the first-response clock says enough.
    void WantsAnswer(SlaRules sla, DateTimeOffset at)
    {
        if (!clocks.Any(c => c.Owed && c.Kind is ClockKind.FirstResponse or ClockKind.NextResponse)) StartClock(ClockKind.NextResponse, sla, at);
        RefreshDue();
    }

    void Responded(DateTimeOffset at)
    {
        foreach (var clock in clocks.Where(c => c.Kind is ClockKind.FirstResponse or ClockKind.NextResponse)) End(clock, at);
        RefreshDue();
    }

    // Resolving meets the resolution; a response nobody gave is owed no longer, but it was not given either.
    void EndClocks(DateTimeOffset at)
    {
        foreach (var clock in clocks)
            if (clock.Kind == ClockKind.Resolution) End(clock, at);
            else if (clock.Owed && at > clock.DueAt) End(clock, at);
            else clock.Cancel(at);
        RefreshDue();
    }

    void End(Clock clock, DateTimeOffset at)
    {
        if (clock.End(at)) RaiseBreach(clock, at);
    }

    void PauseClocks(DateTimeOffset at)
    {
        foreach (var clock in clocks) { Breach(clock, at); clock.Pause(at); }
    }

    void ResumeClocks(SlaRules sla, DateTimeOffset at)
    {
        foreach (var clock in clocks) clock.Resume(at, sla);
    }

    // Met and breached clocks stay as they are.
    void Recompute(SlaRules sla, DateTimeOffset at)
    {
        foreach (var clock in clocks.Where(c => c.State is ClockState.Running or ClockState.Paused))
            if (sla.Promise(clock.Kind, Facts, clock.StartedAt) is { } promise) clock.Promise(promise, sla);
            else clock.Cancel(at);
        RefreshDue();
    }

    /// <summary>Policies or calendars were changed: what is still open is promised anew.</summary>
    public void PromiseAnew(SlaRules sla, DateTimeOffset at) => Recompute(sla, at);

    /// <summary>Marks that a clock comes near its end. True the first time.</summary>
    public static bool Warn(Clock clock, DateTimeOffset at) => clock.Warn(at);

    /// <summary>Marks that a clock ran out. True the first time.</summary>
    public bool Breach(Clock clock, DateTimeOffset at)
    {
        if (!clock.Breach(at)) return false;
        RaiseBreach(clock, at);
        return true;
    }

    void RaiseBreach(Clock clock, DateTimeOffset at) => Raise(() => new TicketClockBreached(Id, CustomerId, clock.Kind, OwnerId, TeamId, at));

    void RefreshDue()
    {
        var owed = IsOpen && Status != TicketStatus.WaitingCustomer ? clocks.Where(c => c.Owed && c.State != ClockState.Paused).Select(c => c.DueAt).ToList() : [];
        NextDueAt = owed.Count == 0 ? NoDue : owed.Min();
        RankVip();
    }
}
