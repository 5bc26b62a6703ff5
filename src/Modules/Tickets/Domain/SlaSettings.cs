using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

/// <summary>What holds for all clocks. One row.</summary>
internal sealed class SlaSettings : Entity, IAudited
{
    public const int MaxSteps = 5;

    readonly List<EscalationStep> steps = [];

    SlaSettings() { }

    /// <summary>As shipped.</summary>
    public static SlaSettings Shipped(params EscalationStep[] steps)
    {
        var settings = new SlaSettings { WarnPercent = 75, StandardCalendarId = 1 };
        settings.steps.AddRange(steps);
        return settings;
    }

    /// <summary>A warning goes out when this share of a clock's time has passed.</summary>
    public int WarnPercent { get; private set; }

    /// <summary>Whether clocks stand still while somebody outside has to do something. They always do while the customer has to.</summary>
    public bool PauseOnThirdParty { get; private set; }

    /// <summary>Calendar of policies that name none.</summary>
    public long StandardCalendarId { get; private set; }

    /// <summary>Who hears of a breach, beside the assignee, and after how long: the soonest first.</summary>
    public IReadOnlyList<EscalationStep> Steps => [.. steps.OrderBy(s => s.AfterMinutes).ThenBy(s => s.Position)];

    public void Change(int warnPercent, bool pauseOnThirdParty, long standardCalendarId, IEnumerable<EscalationStep> chain)
    {
        (WarnPercent, PauseOnThirdParty, StandardCalendarId) = (warnPercent, pauseOnThirdParty, standardCalendarId);
        var wanted = chain.OrderBy(s => s.AfterMinutes).ToList();
        if (wanted.Count > MaxSteps) throw new RuleException("tickets.sla.too_many_steps", "Steps", MaxSteps);
        for (var i = 0; i < wanted.Count; i++)
            if (steps.Find(s => s.Position == i) is { } step) step.Change(wanted[i]);
            else steps.Add(wanted[i].At(i));
        steps.RemoveAll(s => s.Position >= wanted.Count);
    }

    /// <summary>How long after its breach a clock reaches a step; step 0 is the assignee, at once. Null when the chain has ended.</summary>
    public TimeSpan? After(int step) => step == 0 ? TimeSpan.Zero : Steps.ElementAtOrDefault(step - 1) is { } next ? TimeSpan.FromMinutes(next.AfterMinutes) : null;
}

/// <summary>Grows with every change of policies, calendars, categories or settings: whoever keeps rules in memory sees that they are outdated. One row.</summary>
internal sealed class SlaRevision
{
    public long Id { get; init; }
    public long Value { get; init; }
}

/// <summary>Who is told when a promise stays broken.</summary>
internal enum EscalateTo { TeamSupervisor, DepartmentSupervisors, Person }

/// <summary>One step of the chain.</summary>
internal sealed class EscalationStep : IAudited
{
    EscalationStep() { }

    public EscalationStep(int afterMinutes, EscalateTo to, long? personId) => (AfterMinutes, To, PersonId) = (afterMinutes, to, to == EscalateTo.Person ? personId : null);

    public long SettingsId { get; private set; }
    public int Position { get; private set; }
    public int AfterMinutes { get; private set; }
    public EscalateTo To { get; private set; }
    public long? PersonId { get; private set; }

    internal void Change(EscalationStep to) => (AfterMinutes, To, PersonId) = (to.AfterMinutes, to.To, to.PersonId);

    internal EscalationStep At(int position) => new(AfterMinutes, To, PersonId) { Position = position };
}
