using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>What a rule hears of: something that happened, or that so many hours have passed.</summary>
internal enum RuleTrigger
{
    Opened, StatusChanged, AssigneeChanged, TeamChanged, TypeChanged, PriorityChanged, CategoryChanged, LevelChanged,
    CustomerWrote, Replied, Noted, ClockWarned, ClockBreached, Resolved, Reopened,
    SinceCreated, SinceCustomerWrote, SinceStatus, BeforeDue, AfterDue,
}

/// <summary>If this, then that: when something happens on a ticket that meets the conditions, or so long after it, the machine acts.</summary>
internal sealed class TicketRule : Entity, IAudited, IPlaced
{
    public const int NameLength = 100;
    public const int MostHours = 24 * 90;

    TicketRule() { }

    public TicketRule(int position) => Position = position;

    public string Name { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public bool Active { get; private set; }
    /// <summary>Rules act in this order, a later one on what an earlier one left.</summary>
    public int Position { get; private set; }
    /// <summary>After it has acted no later rule does.</summary>
    public bool Stop { get; private set; }
    public RuleTrigger Trigger { get; private set; }
    /// <summary>How long after what the trigger counts from, or before what is due.</summary>
    public int Hours { get; private set; }
    /// <summary>Hours of the standard calendar; else elapsed ones.</summary>
    public bool WorkingHours { get; private set; }
    public RuleConditions Conditions { get; private set; } = RuleConditions.None;
    public RuleActions Actions { get; private set; } = new();

    public bool IsTimed => Timed(Trigger);

    public static bool Timed(RuleTrigger trigger) => trigger >= RuleTrigger.SinceCreated;

    public void Call(string name, string nameZh, bool active, bool stop) => (Name, NameZh, Active, Stop) = (name.Trim(), nameZh.Trim(), active, stop);

    public void Hear(RuleTrigger trigger, int hours, bool workingHours) => (Trigger, Hours, WorkingHours) = Timed(trigger) ? (trigger, hours, workingHours) : (trigger, 0, false);

    public void Do(RuleConditions conditions, RuleActions actions) => (Conditions, Actions) = (conditions, actions);

    public void MoveTo(int position) => Position = position;

    public string In(string language) => language == "zh-CN" ? NameZh : Name;
}

/// <summary>What a rule does: whatever a macro may, and what only a machine has to be told. All of it, or nothing.</summary>
internal sealed record RuleActions
{
    public TicketChanges Changes { get; init; } = new();
    /// <summary>The changes of a macro, as they are when the rule acts; before those above.</summary>
    public long? MacroId { get; init; }
    /// <summary>Back to the queue of the team its category decides, from where it is given out anew.</summary>
    public bool RouteAnew { get; init; }
    public bool NotifyAssignee { get; init; }
    public bool NotifySupervisor { get; init; }
    public long? NotifyPersonId { get; init; }
    public long? WatcherId { get; init; }

    public bool Nothing => Changes.Nothing && this with { Changes = new() } == new RuleActions();
}

/// <summary>Up to which row of a timed rule's moments its sweep has come. Whoever holds the row sweeps.</summary>
internal sealed class RuleMark
{
    public long RuleId { get; init; }
    public DateTimeOffset At { get; set; }
    public long RowId { get; set; }
}

/// <summary>A clock that a rule has acted on before it was due: due times move, and each clock counts once.</summary>
internal sealed class RuleOccasion
{
    public long RuleId { get; init; }
    public long ClockId { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>What came of a rule whose conditions were met.</summary>
internal enum RuleOutcome { Done, Refused, Loop, TooDeep }

/// <summary>A line of the rules' log: which rule met which ticket, why, and what came of it. Names and actions as they were then; nothing of what people wrote.</summary>
internal sealed class RuleLine
{
    RuleLine() { }

    public RuleLine(TicketRule rule, long ticketId, RuleJudgement judgement, RuleOutcome outcome, DateTimeOffset at, Reason? refusal = null)
    {
        (RuleId, Name, NameZh, Trigger, Actions, TicketId) = (rule.Id, rule.Name, rule.NameZh, rule.Trigger, rule.Actions, ticketId);
        (Judgement, Outcome, At, Refusal, RefusalArgs) = (judgement, outcome, at, refusal?.Key, refusal?.Args ?? []);
    }

    public long Id { get; private set; }
    public long RuleId { get; private set; }
    public string Name { get; private set; } = "";
    public string NameZh { get; private set; } = "";
    public RuleTrigger Trigger { get; private set; }
    public long TicketId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public RuleOutcome Outcome { get; private set; }
    public RuleJudgement Judgement { get; private set; } = null!;
    public RuleActions Actions { get; private set; } = new();
    /// <summary>Resource key of what stood in the way.</summary>
    public string? Refusal { get; private set; }
    public string[] RefusalArgs { get; private set; } = [];

    public string In(string language) => language == "zh-CN" ? NameZh : Name;
}
