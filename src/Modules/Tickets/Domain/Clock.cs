using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>State of a clock. Met, breached and cancelled are final, but a met resolution runs again when its ticket is reopened.</summary>
internal enum ClockState { Running, Paused, Met, Breached, Cancelled }

/// <summary>What happened to a clock.</summary>
internal enum ClockEvent { Started, Paused, Resumed, Recomputed, Warned, Breached, Escalated, Met, Done, Reopened, Withdrawn, Cancelled }

/// <summary>One promise to one ticket, and what became of it.</summary>
internal sealed class Clock : Entity
{
    readonly List<ClockStep> steps = [];

    Clock() { }

    internal Clock(ClockKind kind, Promise promise, DateTimeOffset from, SlaRules sla, DateTimeOffset at)
    {
        (Kind, StartedAt) = (kind, from);
        Take(promise, sla);
        Log(ClockEvent.Started, at);
    }

    public long TicketId { get; internal set; }
    public ClockKind Kind { get; private set; }
    public ClockState State { get; private set; }
    public Target Target { get; private set; }
    public long PolicyId { get; private set; }
    public long? CalendarId { get; private set; }
    public DateTimeOffset StartedAt { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public DateTimeOffset WarnAt { get; private set; }
    /// <summary>Since when it stands still, or stood when it ended.</summary>
    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>When it stood still: from, until, from, until, so that another calendar can measure it anew.</summary>
    public DateTimeOffset[] StoodStill { get; private set; } = [];

    /// <summary>Working time it stood still.</summary>
    public TimeSpan PausedFor { get; private set; }
    /// <summary>When what was promised happened, in time or late.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    public DateTimeOffset? WarnedAt { get; private set; }
    public DateTimeOffset? BreachedAt { get; private set; }

    /// <summary>How many steps of the escalation have been taken: the assignee, then the chain.</summary>
    public int Escalations { get; private set; }

    /// <summary>When the next step is due; null when there is none, or nothing is owed any more.</summary>
    public DateTimeOffset? EscalateAt { get; private set; }

    /// <summary>What happened to it, in order. Loaded where it is shown.</summary>
    public IReadOnlyList<ClockStep> Steps => steps;

    /// <summary>Still owed: running, paused, or overdue without an answer so far.</summary>
    public bool Owed => EndedAt is null && State != ClockState.Cancelled;

    /// <summary>All that passed since it started, nights and pauses included.</summary>
    public TimeSpan Elapsed(DateTimeOffset now) => (EndedAt ?? now) - StartedAt;

    /// <summary>What of its target is used up: the time it ran, in its calendar.</summary>
    public TimeSpan Used(SlaRules sla, DateTimeOffset now)
    {
        var time = sla.TimeOf(CalendarId);
        var used = time.Between(StartedAt, EndedAt ?? now) - PausedFor - (PausedAt is { } since ? time.Between(since, EndedAt ?? now) : TimeSpan.Zero);
        // Of an ended clock the pauses were measured when it ended; its calendar may have become another since.
        return used < TimeSpan.Zero ? TimeSpan.Zero : used;
    }

    /// <summary>How much of a calendar's working time it stood still, until now or until it ended.</summary>
    public TimeSpan StillIn(WorkingTime time, DateTimeOffset now) =>
        TimeSpan.FromTicks(Pauses(now).Sum(pause => time.Between(pause.From, pause.To).Ticks));

    IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Pauses(DateTimeOffset now)
    {
        foreach (var pause in StoodStill.Chunk(2)) yield return (pause[0], pause[1]);
        if (PausedAt is { } since) yield return (since, EndedAt ?? now);
    }

    /// <summary>Promised anew, by other rules or other facts.</summary>
    internal void Promise(Promise promise, SlaRules sla, DateTimeOffset at)
    {
        var due = DueAt;
        Take(promise, sla);
        if (DueAt != due) Log(ClockEvent.Recomputed, at);
    }

    void Take(Promise promise, SlaRules sla)
    {
        (Target, PolicyId, CalendarId) = (promise.Target, promise.PolicyId, promise.CalendarId);
        var time = sla.TimeOf(CalendarId);
        PausedFor = TimeSpan.FromTicks(StoodStill.Chunk(2).Sum(pause => time.Between(pause[0], pause[1]).Ticks));
        DueAt = PausedFor == TimeSpan.Zero ? promise.DueAt : time.Add(promise.DueAt, PausedFor);
        WarnAt = time.Add(StartedAt, (time.Between(StartedAt, promise.DueAt) * sla.Settings.WarnPercent / 100) + PausedFor);
    }

    internal void Pause(DateTimeOffset at)
    {
        if (State != ClockState.Running || at > DueAt) return;
        (State, PausedAt) = (ClockState.Paused, at);
        Log(ClockEvent.Paused, at);
    }

    internal void Resume(DateTimeOffset at, SlaRules sla)
    {
        if (State != ClockState.Paused) return;
        StandStill(PausedAt!.Value, at, sla);
        (State, PausedAt) = (ClockState.Running, null);
        Log(ClockEvent.Resumed, at);
    }

    // What is left moves by the working time that passed meanwhile, and by nothing else.
    void StandStill(DateTimeOffset from, DateTimeOffset to, SlaRules sla)
    {
        StoodStill = [.. StoodStill, from, to];
        var time = sla.TimeOf(CalendarId);
        var passed = time.Between(from, to);
        if (passed == TimeSpan.Zero) return;
        PausedFor += passed;
        DueAt = time.Add(DueAt, passed);
        if (WarnedAt is null) WarnAt = time.Add(WarnAt, passed);
    }

    /// <summary>What was promised has happened. Returns whether that made it a breach nobody had noticed yet.</summary>
    internal bool End(DateTimeOffset at)
    {
        if (!Owed) return false;
        (EndedAt, EscalateAt) = (at, null);
        if (State == ClockState.Breached)
        {
            Log(ClockEvent.Done, at);
            return false;
        }
        var late = State == ClockState.Running && at > DueAt;
        State = late ? ClockState.Breached : ClockState.Met;
        if (late)
        {
            BreachedAt = DueAt;
            Log(ClockEvent.Breached, DueAt);
        }
        Log(late ? ClockEvent.Done : ClockEvent.Met, at);
        return late;
    }

    /// <summary>Nobody waits for it any more.</summary>
    internal void Cancel(DateTimeOffset at)
    {
        if (!Owed) return;
        (EndedAt, EscalateAt) = (at, null);
        if (State != ClockState.Breached) State = ClockState.Cancelled;
        Log(ClockEvent.Cancelled, at);
    }

    /// <summary>An end that turned out not to be one: goes on, the time in between not counted. A breach stays one.</summary>
    internal void GoOn(DateTimeOffset at, SlaRules sla)
    {
        if (EndedAt is not { } ended) return;
        EndedAt = null;
        if (State == ClockState.Breached) Chain(sla);
        else
        {
            StandStill(PausedAt ?? ended, at, sla);
            (State, PausedAt) = (ClockState.Running, null);
        }
        Log(ClockEvent.Reopened, at);
    }

    /// <summary>The answer that ended it was taken back before it left: as if it had not been given.</summary>
    internal void Withdraw(DateTimeOffset at, SlaRules sla)
    {
        EndedAt = null;
        if (State == ClockState.Breached) Chain(sla);
        else State = PausedAt is null ? ClockState.Running : ClockState.Paused;
        Log(ClockEvent.Withdrawn, at);
    }

    /// <summary>Marks the warning; false when it is not due or was given before.</summary>
    internal bool Warn(DateTimeOffset at)
    {
        if (State != ClockState.Running || WarnedAt is not null || at < WarnAt) return false;
        WarnedAt = at;
        Log(ClockEvent.Warned, at);
        return true;
    }

    /// <summary>Marks the breach; false when it is not one or was one before.</summary>
    internal bool Breach(DateTimeOffset at, SlaRules sla)
    {
        if (State != ClockState.Running || at <= DueAt) return false;
        (State, BreachedAt) = (ClockState.Breached, DueAt);
        Chain(sla);
        Log(ClockEvent.Breached, DueAt);
        return true;
    }

    /// <summary>When the next step of the chain is due, counted from the breach.</summary>
    internal void Chain(SlaRules sla)
    {
        if (State == ClockState.Breached && Owed) EscalateAt = sla.Settings.After(Escalations) is { } after ? BreachedAt + after : null;
    }

    /// <summary>Takes the next step of the escalation when it is due: 0 is the assignee, 1 the first of the chain. Null when none is.</summary>
    internal int? Escalate(DateTimeOffset at, SlaRules sla)
    {
        if (EscalateAt is not { } due || at < due || !Owed) return null;
        var step = Escalations++;
        Chain(sla);
        if (step > 0) Log(ClockEvent.Escalated, at);
        return step;
    }

    void Log(ClockEvent happened, DateTimeOffset at) => steps.Add(new ClockStep(happened, at, DueAt));
}

/// <summary>A line of a clock's history, with what was due then. Never changed.</summary>
internal sealed class ClockStep
{
    ClockStep() { }

    internal ClockStep(ClockEvent happened, DateTimeOffset at, DateTimeOffset dueAt) => (Event, At, DueAt) = (happened, at, dueAt);

    public long Id { get; private set; }
    public long ClockId { get; internal set; }
    public ClockEvent Event { get; private set; }
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
}
