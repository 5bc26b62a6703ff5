using Crm.Contracts.Tickets;

namespace Crm.Tickets.Domain;

internal sealed partial class Ticket
{
    /// <summary>When the next thing is owed; <see cref="NoDue"/> while nothing is. Past: overdue.</summary>
    public DateTimeOffset NextDueAt { get; private set; } = NoDue;

    /// <summary>Since when the customer has waited for an answer; null while nothing they said is unanswered.</summary>
    [Platform.Data.NotAudited]
    public DateTimeOffset? UnansweredSince { get; private set; }

    /// <summary>When a person first answered.</summary>
    [Platform.Data.NotAudited]
    public DateTimeOffset? FirstAnsweredAt { get; private set; }

    /// <summary>The customer's loyalty tier when the ticket was opened, where a policy asks for one.</summary>
    public string? Tier { get; private set; }

    SlaFacts Facts => new(Type, Priority, Channel, Level, Tier, CategoryId);

    void StartClocks(SlaRules sla, bool answeredAtOnce, DateTimeOffset at)
    {
        UnansweredSince = at;
        StartClock(ClockKind.FirstResponse, sla, at, at);
        StartClock(ClockKind.Resolution, sla, at, at);
        if (answeredAtOnce) Responded(at);
        RefreshDue();
    }

    void StartClock(ClockKind kind, SlaRules sla, DateTimeOffset from, DateTimeOffset at)
    {
        if (sla.Promise(kind, Facts, from) is { } promise) clocks.Add(new Clock(kind, promise, from, sla, at));
    }

    // The next response is owed once the first was given; until then the first-response clock says enough.
    void WantsAnswer(SlaRules sla, DateTimeOffset at)
    {
        UnansweredSince ??= at;
        if (!clocks.Exists(c => c.Owed && c.Kind is ClockKind.FirstResponse or ClockKind.NextResponse)) StartClock(ClockKind.NextResponse, sla, at, at);
        StandOrRun(sla, at);
        RefreshDue();
    }

    // What they waited for before is not waited for here any more.
    void WaitsOnlySince(DateTimeOffset? since, SlaRules sla, DateTimeOffset at)
    {
        UnansweredSince = since;
        foreach (var clock in clocks.Where(c => c.Kind == ClockKind.NextResponse)) clock.Cancel(at);
        if (since is { } from && IsOpen)
        {
            StartClock(ClockKind.NextResponse, sla, from, at);
            StandOrRun(sla, at);
        }
        RefreshDue();
    }

    void Responded(DateTimeOffset at)
    {
        foreach (var clock in clocks.Where(c => c.Kind is ClockKind.FirstResponse or ClockKind.NextResponse)) End(clock, at);
        (FirstAnsweredAt, UnansweredSince) = (FirstAnsweredAt ?? at, null);
        RefreshDue();
    }

    /// <summary>A reply was taken back before it left the house: the clocks that it met run on as if it had never been written, until the answer that somebody else gave meanwhile. Needs the messages.</summary>
    public void Withdraw(Message reply, SlaRules sla, DateTimeOffset at)
    {
        var answers = messages.Where(m => m != reply && m.Answers).Select(m => m.At).ToList();
        var next = answers.Where(a => a > reply.At).Select(a => (DateTimeOffset?)a).Min();
        var met = clocks.Where(c => c.Kind is ClockKind.FirstResponse or ClockKind.NextResponse && c.EndedAt == reply.At && c.State is ClockState.Met or ClockState.Breached).ToList();
        var first = FirstAnsweredAt == reply.At;
        foreach (var clock in met)
        {
            clock.Withdraw(at, sla);
            if (next is { } answered) End(clock, answered);
        }
        if (first) FirstAnsweredAt = next;
        if (next is null)
        {
            // What the customer wrote since waits for the answer that is owed again; it needs no promise of its own.
            if (met.Count > 0)
                foreach (var clock in clocks.Where(c => c.Kind == ClockKind.NextResponse && c.Owed && c.StartedAt >= reply.At && !met.Contains(c))) clock.Cancel(at);
            // Where no clock tells since when they wait, their words do. What was put down of a call was most often answered in it.
            var before = answers.Append(CreatedAt).Append(FirstAnsweredAt ?? CreatedAt).Where(a => a <= reply.At).Max();
            var words = messages.Where(m => m.Kind == MessageKind.Customer && m.At > before && !(m.Channel == TicketChannel.Phone && m.ById is not null)).Select(m => m.At);
            UnansweredSince = words.Concat(met.Select(c => c.StartedAt)).Select(since => (DateTimeOffset?)since).Append(first ? CreatedAt : null).Append(UnansweredSince).Min();
        }
        StandOrRun(sla, at);
        if (ResolvedAt is { } resolved) EndClocks(resolved);
        RefreshDue();
    }

    /// <summary>Nothing is owed on this ticket any more, since another one goes on in its place. Broken promises stay broken.</summary>
    public void StopClocks(DateTimeOffset at)
    {
        foreach (var clock in clocks) clock.Cancel(at);
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

    // The resolution goes on, and so does the answer that the customer still waits for; the time it counted as resolved is not counted.
    // What was promised meanwhile, to tickets that were open, is promised to this one now.
    void GoOn(DateTimeOffset resolvedAt, SlaRules sla, DateTimeOffset at)
    {
        clocks.Where(c => c.Kind == ClockKind.Resolution && c.State is ClockState.Met or ClockState.Breached).MaxBy(c => c.StartedAt)?.GoOn(at, sla);
        if (UnansweredSince is not null) clocks.Find(c => c.Kind != ClockKind.Resolution && c.State is ClockState.Cancelled or ClockState.Breached && c.EndedAt == resolvedAt)?.GoOn(at, sla);
        Recompute(sla, at);
    }

    void End(Clock clock, DateTimeOffset at)
    {
        if (clock.End(at)) RaiseBreach(clock, at);
    }

    // Clocks stand or run as the ticket's state asks.
    void StandOrRun(SlaRules sla, DateTimeOffset at)
    {
        foreach (var clock in clocks)
            if (!sla.StandStillIn(Status)) clock.Resume(at, sla);
            else
            {
                Breach(clock, sla, at);
                clock.Pause(at);
            }
    }

    // What is met or breached stays; what was cancelled because nothing was promised comes back when something is.
    void Recompute(SlaRules sla, DateTimeOffset at)
    {
        foreach (var clock in clocks)
            if (clock.State is ClockState.Breached) clock.Chain(sla);
            else if (!clock.Owed) continue;
            else if (sla.Promise(clock.Kind, Facts, clock.StartedAt) is { } promise) clock.Promise(promise, sla, at);
            else clock.Cancel(at);
        if (IsOpen)
        {
            if (!clocks.Exists(c => c.Kind == ClockKind.Resolution && (c.Owed || c.State != ClockState.Cancelled))) StartClock(ClockKind.Resolution, sla, CreatedAt, at);
            if (FirstAnsweredAt is null && !clocks.Exists(c => c.Kind == ClockKind.FirstResponse && (c.Owed || c.State != ClockState.Cancelled))) StartClock(ClockKind.FirstResponse, sla, CreatedAt, at);
            else if (FirstAnsweredAt is not null && UnansweredSince is { } since && !clocks.Exists(c => c.Kind == ClockKind.NextResponse && c.StartedAt >= since && (c.Owed || c.State != ClockState.Cancelled))) StartClock(ClockKind.NextResponse, sla, since, at);
            StandOrRun(sla, at);
        }
        RefreshDue();
    }

    /// <summary>Policies or calendars were changed: what is still open is promised anew.</summary>
    public void PromiseAnew(SlaRules sla, DateTimeOffset at) => Recompute(sla, at);

    /// <summary>Marks that a clock comes near its end. True the first time.</summary>
    public bool Warn(Clock clock, DateTimeOffset at)
    {
        if (!clock.Warn(at)) return false;
        Changed(TicketChange.ClockWarned, at, clock.Kind);
        return true;
    }

    /// <summary>Marks that a clock ran out. True the first time.</summary>
    public bool Breach(Clock clock, SlaRules sla, DateTimeOffset at)
    {
        if (!clock.Breach(at, sla)) return false;
        RaiseBreach(clock, at);
        return true;
    }

    /// <summary>Takes the next step of a breached clock's escalation when it is due: 0 is the assignee, 1 the first of the chain. While the ticket waits for its customer nobody is to blame, and nothing is taken.</summary>
    public int? Escalate(Clock clock, SlaRules sla, DateTimeOffset at) => IsOpen && !sla.StandStillIn(Status) ? clock.Escalate(at, sla) : null;

    void RaiseBreach(Clock clock, DateTimeOffset at)
    {
        Raise(() => new TicketClockBreached(Id, CustomerId, clock.Kind, OwnerId, TeamId, at));
        Changed(TicketChange.ClockBreached, at, clock.Kind);
    }

    void RefreshDue()
    {
        // While one clock stands still for somebody else, so would those that have run out already.
        var owed = IsOpen && Status != TicketStatus.WaitingCustomer && !clocks.Exists(c => c.State == ClockState.Paused) ? clocks.Where(c => c.Owed).Select(c => c.DueAt).ToList() : [];
        NextDueAt = owed.Count == 0 ? NoDue : owed.Min();
        RankVip();
    }
}
