using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>State of a clock. Met, breached and cancelled are final, but a met resolution runs again when its ticket is reopened.</summary>
internal enum ClockState { Running, Paused, Met, Breached, Cancelled }

/// <summary>One promise to one ticket, and what became of it.</summary>
internal sealed class Clock : Entity
{
    Clock() { }

    internal Clock(ClockKind kind, Promise promise, DateTimeOffset at, SlaRules sla)
    {
        (Kind, StartedAt) = (kind, at);
        Promise(promise, sla);
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
    public DateTimeOffset? PausedAt { get; private set; }
    /// <summary>Working time it stood still.</summary>
    public TimeSpan PausedFor { get; private set; }
    /// <summary>When what was promised happened, in time or late.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    public DateTimeOffset? WarnedAt { get; private set; }
    public DateTimeOffset? BreachedAt { get; private set; }

    /// <summary>Still owed: running, paused, or overdue without an answer so far.</summary>
    public bool Owed => EndedAt is null && State != ClockState.Cancelled;

    WorkingTime Calendar(SlaRules sla) => sla.CalendarOf(CalendarId);

    internal void Promise(Promise promise, SlaRules sla)
    {
        (Target, PolicyId, CalendarId) = (promise.Target, promise.PolicyId, promise.CalendarId);
        var calendar = Calendar(sla);
        DueAt = PausedFor == TimeSpan.Zero ? promise.DueAt : calendar.Add(promise.DueAt, PausedFor);
        WarnAt = calendar.Add(StartedAt, (calendar.Between(StartedAt, DueAt) - PausedFor) * SlaRules.WarnAt + PausedFor);
    }

    internal void Pause(DateTimeOffset at)
    {
        if (State == ClockState.Running && at <= DueAt) (State, PausedAt) = (ClockState.Paused, at);
    }

    internal void Resume(DateTimeOffset at, SlaRules sla)
    {
        if (State != ClockState.Paused) return;
        StandStill(PausedAt!.Value, at, sla);
        (State, PausedAt) = (ClockState.Running, null);
    }

    // What is left moves by the working time that passed meanwhile, and by nothing else.
    void StandStill(DateTimeOffset from, DateTimeOffset to, SlaRules sla)
    {
        var calendar = Calendar(sla);
        var passed = calendar.Between(from, to);
        if (passed == TimeSpan.Zero) return;
        PausedFor += passed;
        DueAt = calendar.Add(DueAt, passed);
        if (WarnedAt is null) WarnAt = calendar.Add(WarnAt, passed);
    }

    /// <summary>What was promised has happened. Returns whether that made it a breach nobody had noticed yet.</summary>
    internal bool End(DateTimeOffset at)
    {
        if (!Owed) return false;
        EndedAt = at;
        if (State == ClockState.Breached) return false;
        var late = State == ClockState.Running && at > DueAt;
        (State, PausedAt) = (late ? ClockState.Breached : ClockState.Met, null);
        if (late) BreachedAt = DueAt;
        return late;
    }

    /// <summary>Nobody waits for it any more.</summary>
    internal void Cancel(DateTimeOffset at)
    {
        if (!Owed) return;
        EndedAt = at;
        if (State != ClockState.Breached) (State, PausedAt) = (ClockState.Cancelled, null);
    }

    /// <summary>A resolution that turned out not to be one: goes on, the time in between not counted. A breach stays one.</summary>
    internal void GoOn(DateTimeOffset at, SlaRules sla)
    {
        if (EndedAt is not { } ended || State is not (ClockState.Met or ClockState.Breached)) return;
        EndedAt = null;
        if (State == ClockState.Breached) return;
        State = ClockState.Running;
        StandStill(ended, at, sla);
    }

    /// <summary>Marks the warning; false when it is not due or was given before.</summary>
    internal bool Warn(DateTimeOffset at)
    {
        if (State != ClockState.Running || WarnedAt is not null || at < WarnAt) return false;
        WarnedAt = at;
        return true;
    }

    /// <summary>Marks the breach; false when it is not one or was one before.</summary>
    internal bool Breach(DateTimeOffset at)
    {
        if (State != ClockState.Running || at <= DueAt) return false;
        (State, BreachedAt) = (ClockState.Breached, DueAt);
        return true;
    }
}
