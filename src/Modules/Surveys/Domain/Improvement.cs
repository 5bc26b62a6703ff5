using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Surveys.Domain;

/// <summary>How far an improvement is. Verified: the next wave has been looked at, whatever it said.</summary>
internal enum ImprovementStatus { Proposed, Approved, Running, Done, Verified, Rejected }

/// <summary>What kind of measure it is.</summary>
internal enum MeasureKind { Training, Process, Product, Tool, Staffing, Other }

/// <summary>What the next wave says of the item.</summary>
internal enum ItemVerdict { NotYet, Moved, NotMoved, Worse }

/// <summary>Something that is to become better: from a weak item or from feedback, by measures somebody owns, until a day, checked in the next wave.</summary>
internal sealed class Improvement : Entity, IOwned, IAudited
{
    readonly List<Measure> measures = [];
    readonly List<ImprovementStep> steps = [];
    readonly List<ConcernedTeam> teams = [];

    Improvement() { }

    public string Problem { get; private set; } = "";

    /// <summary>Where it was seen: the item of a survey, in a wave, with its figure then.</summary>
    public long? SurveyId { get; private set; }

    public long? WaveId { get; private set; }
    public string? Item { get; private set; }
    public string? Dimension { get; private set; }

    /// <summary>Item index of a rating, mean of any other scale, when it was proposed; and what it is to become.</summary>
    public double? Figure { get; private set; }

    public double? Target { get; private set; }
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public DateOnly DueOn { get; private set; }
    public ImprovementStatus Status { get; private set; }
    public long? ProposedById { get; private set; }
    public DateTimeOffset ProposedAt { get; private set; }
    public DateTimeOffset? ApprovedAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>The installation's day of it, which stands against the due date.</summary>
    public DateOnly? DoneOn { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it was rejected, or what the check found.</summary>
    public string? Conclusion { get; private set; }

    /// <summary>Tried first by one team or one segment in a period, to be compared with the rest.</summary>
    public long? PilotTeamId { get; private set; }

    public long? PilotSegmentId { get; private set; }
    public DateOnly? PilotFrom { get; private set; }
    public DateOnly? PilotTo { get; private set; }

    /// <summary>What the latest look at the next wave said, for lists; the page itself reckons anew.</summary>
    public ItemVerdict Verdict { get; private set; }

    public double? FigureAfter { get; private set; }
    public DateTimeOffset? MeasuredAt { get; private set; }
    public DateTimeOffset? RemindedAt { get; private set; }
    public DateTimeOffset? OverdueToldAt { get; private set; }

    public IReadOnlyList<Measure> Measures => measures;
    public IReadOnlyList<ImprovementStep> Steps => steps;
    public IReadOnlyList<ConcernedTeam> Teams => teams;

    public bool IsOpen => Status is ImprovementStatus.Proposed or ImprovementStatus.Approved or ImprovementStatus.Running;
    public bool HasPilot => (PilotTeamId ?? PilotSegmentId) is not null;

    public static Improvement Propose(string problem, DateOnly dueOn, long? by, DateTimeOffset at)
    {
        var row = new Improvement { Problem = problem.Trim(), DueOn = dueOn, ProposedById = by, ProposedAt = at };
        row.steps.Add(new ImprovementStep(ImprovementStatus.Proposed, null, by, at));
        return row;
    }

    /// <summary>The item it is about, with its figure as it is now.</summary>
    public void About(long? surveyId, long? waveId, string? item, string? dimension, double? figure) => (SurveyId, WaveId, Item, Dimension, Figure) = (surveyId, waveId, item, dimension, figure);

    public void Plan(string problem, double? target, long? ownerId, long? teamId, DateOnly dueOn)
    {
        if (!IsOpen) throw new RuleException("surveys.improvement.rule.ended");
        if (dueOn != DueOn) (RemindedAt, OverdueToldAt) = (null, null);
        (Problem, Target, OwnerId, TeamId, DueOn) = (problem.Trim(), target, ownerId, teamId, dueOn);
    }

    public Measure Add(MeasureKind kind, string text, long? by, DateTimeOffset at)
    {
        if (!IsOpen) throw new RuleException("surveys.improvement.rule.ended");
        var measure = new Measure(kind, text, by, at);
        measures.Add(measure);
        return measure;
    }

    /// <summary>Runs as a pilot of one team or one segment in a period; nothing given: no pilot.</summary>
    public void Try(long? teamId, long? segmentId, DateOnly? from, DateOnly? to)
    {
        if (Status is ImprovementStatus.Rejected or ImprovementStatus.Verified) throw new RuleException("surveys.improvement.rule.ended");
        (PilotTeamId, PilotSegmentId, PilotFrom, PilotTo) = (teamId, segmentId, from, to);
    }

    /// <summary>Where it may go from where it is.</summary>
    public static IReadOnlyList<ImprovementStatus> From(ImprovementStatus status) => status switch
    {
        ImprovementStatus.Proposed => [ImprovementStatus.Approved, ImprovementStatus.Rejected],
        ImprovementStatus.Approved => [ImprovementStatus.Running, ImprovementStatus.Rejected],
        ImprovementStatus.Running => [ImprovementStatus.Done, ImprovementStatus.Rejected],
        ImprovementStatus.Done => [ImprovementStatus.Verified, ImprovementStatus.Running],
        ImprovementStatus.Rejected => [ImprovementStatus.Proposed],
        _ => [],
    };

    /// <summary>What the owner may do without the right to decide: begin, and say that it is done.</summary>
    public static bool IsWork(ImprovementStatus from, ImprovementStatus to) => (from, to) is (ImprovementStatus.Approved, ImprovementStatus.Running) or (ImprovementStatus.Running, ImprovementStatus.Done) or (ImprovementStatus.Done, ImprovementStatus.Running);

    public void MoveTo(ImprovementStatus to, string? note, long? by, DateTimeOffset at, DateOnly today)
    {
        if (!From(Status).Contains(to)) throw new RuleException("surveys.improvement.rule.way");
        note = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        if (to == ImprovementStatus.Rejected && note is null) throw new RuleException("validation.required", "Note");
        if (to is ImprovementStatus.Approved or ImprovementStatus.Running && OwnerId is null) throw new RuleException("surveys.improvement.rule.owner");
        if (to is ImprovementStatus.Running or ImprovementStatus.Done && measures.Count == 0) throw new RuleException("surveys.improvement.rule.measure");
        if (to == ImprovementStatus.Verified && Item is not null && Verdict == ItemVerdict.NotYet && note is null) throw new RuleException("surveys.improvement.rule.unmeasured", "Note");
        Status = to;
        switch (to)
        {
            case ImprovementStatus.Approved: ApprovedAt = at; break;
            case ImprovementStatus.Running: (StartedAt, DoneAt, DoneOn) = (StartedAt ?? at, null, null); break;
            case ImprovementStatus.Done: (DoneAt, DoneOn) = (at, today); break;
            case ImprovementStatus.Proposed: (EndedAt, Conclusion) = (null, null); break;
            default: (EndedAt, Conclusion) = (at, note); break;
        }
        steps.Add(new ImprovementStep(to, note, by, at));
    }

    /// <summary>Which departments have to know and confirm. Those who are no longer concerned go; returns the new ones.</summary>
    public IReadOnlyList<ConcernedTeam> Concern(IReadOnlyCollection<long> ids)
    {
        teams.RemoveAll(t => !ids.Contains(t.TeamId));
        var added = ids.Distinct().Where(id => teams.All(t => t.TeamId != id)).Select(id => new ConcernedTeam(id)).ToList();
        teams.AddRange(added);
        return added;
    }

    public void Confirm(long teamId, string? note, long? by, DateTimeOffset at)
    {
        var team = teams.Find(t => t.TeamId == teamId) ?? throw new RuleException("surveys.improvement.rule.notconcerned");
        team.Confirm(note, by, at);
    }

    /// <summary>The next wave was looked at. It says whether that changed anything.</summary>
    public bool Measured(ItemVerdict verdict, double? after, DateTimeOffset at)
    {
        if (Verdict == verdict && FigureAfter == after) return false;
        (Verdict, FigureAfter, MeasuredAt) = (verdict, after, at);
        return true;
    }

    /// <summary>Told the owner that it is due soon. True the first time.</summary>
    public bool Remind(DateOnly today, int daysBefore, DateTimeOffset at)
    {
        if (Status is not (ImprovementStatus.Approved or ImprovementStatus.Running) || RemindedAt is not null || today < DueOn.AddDays(-daysBefore)) return false;
        RemindedAt = at;
        return true;
    }

    /// <summary>Told that the day has passed. True the first time.</summary>
    public bool Overdue(DateOnly today, DateTimeOffset at)
    {
        if (Status is not (ImprovementStatus.Approved or ImprovementStatus.Running) || OverdueToldAt is not null || today <= DueOn) return false;
        OverdueToldAt = at;
        return true;
    }
}

/// <summary>Something that is done so that it becomes better.</summary>
internal sealed class Measure : Entity
{
    Measure() { }

    internal Measure(MeasureKind kind, string text, long? by, DateTimeOffset at) => (Kind, Text, AddedById, AddedAt) = (kind, text.Trim(), by, at);

    public long ImprovementId { get; private set; }
    public MeasureKind Kind { get; private set; }
    public string Text { get; private set; } = "";
    public long? AddedById { get; private set; }
    public DateTimeOffset AddedAt { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public long? DoneById { get; private set; }

    public void Finish(long? by, DateTimeOffset at)
    {
        if (DoneAt is not null) return;
        (DoneAt, DoneById) = (at, by);
    }
}

/// <summary>One step of its history.</summary>
internal sealed class ImprovementStep : Entity
{
    ImprovementStep() { }

    internal ImprovementStep(ImprovementStatus status, string? note, long? by, DateTimeOffset at) => (Status, Note, ById, At) = (status, note, by, at);

    public long ImprovementId { get; private set; }
    public ImprovementStatus Status { get; private set; }
    public string? Note { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>A team that is told of an improvement and says that it knows.</summary>
internal sealed class ConcernedTeam : Entity
{
    ConcernedTeam() { }

    internal ConcernedTeam(long teamId) => TeamId = teamId;

    public long ImprovementId { get; private set; }
    public long TeamId { get; private set; }
    public DateTimeOffset? ToldAt { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }
    public long? ConfirmedById { get; private set; }
    public string? Note { get; private set; }

    public bool Tell(DateTimeOffset at)
    {
        if (ToldAt is not null) return false;
        ToldAt = at;
        return true;
    }

    internal void Confirm(string? note, long? by, DateTimeOffset at)
    {
        if (ConfirmedAt is not null) throw new RuleException("surveys.improvement.rule.confirmed");
        (ConfirmedAt, ConfirmedById, Note) = (at, by, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
    }
}

/// <summary>An item before and after, or with a pilot and without, and what follows from it.</summary>
/// <param name="Means">Of the same people where <paramref name="Paired"/>, else of everybody.</param>
/// <param name="Satisfied">Share of 4-5, of the same people where paired, too (McNemar); ratings only.</param>
internal sealed record ItemComparison(Distribution First, Distribution Second, bool Paired, long Pairs, MeanComparison? Means, ShareComparison? Satisfied)
{
    /// <summary>Below so many people who answered both times the whole waves are compared instead.</summary>
    public const int FewestPairs = 10;

    public static ItemComparison Of(Distribution first, Distribution second, IReadOnlyCollection<ScorePair> pairs, bool rating)
    {
        var n = pairs.Sum(p => p.N);
        var paired = n >= FewestPairs && BeforeAfter.Paired(pairs) is not null;
        var satisfied = !rating ? null : paired ? BeforeAfter.Shares(pairs) : BeforeAfter.Shares(first.Between(4, 5), first.N, second.Between(4, 5), second.N);
        return new(first, second, paired, n, paired ? BeforeAfter.Paired(pairs) : BeforeAfter.Welch(first, second), satisfied);
    }

    /// <summary>Moved, when the mean differs beyond chance; without a spread or without answers nothing can be said.</summary>
    public ItemVerdict Verdict => Second.N == 0 || First.N == 0 ? ItemVerdict.NotYet : Means is { Significant: true } m ? (m.Difference > 0 ? ItemVerdict.Moved : ItemVerdict.Worse) : ItemVerdict.NotMoved;
}
