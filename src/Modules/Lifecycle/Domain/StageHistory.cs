using Crm.Contracts.Lifecycle;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;

namespace Crm.Lifecycle.Domain;

/// <summary>A customer came from one stage to another. Null <see cref="From"/>: not counted before; null <see cref="To"/>: merged into another, or erased.</summary>
internal sealed class StageChange : IAppendOnly
{
    public long Id { get; init; }
    public long CustomerId { get; init; }
    public CustomerStage? From { get; init; }
    public CustomerStage? To { get; init; }
    public DateTimeOffset At { get; init; }
    public StageReason Why { get; init; }

    /// <summary>The day the rule counted from.</summary>
    public DateOnly? Basis { get; init; }

    /// <summary>Who set it by hand; the words are in <see cref="HandSetting"/>, where they can be forgotten.</summary>
    public long? ById { get; init; }
    public long? HandId { get; init; }
}

/// <summary>A stage that somebody set against the rules, with a reason and a last day.</summary>
internal sealed class HandSetting : Entity, IAudited, IAboutSubject
{
    HandSetting() { }

    public HandSetting(long customerId, CustomerStage stage, string reason, DateOnly until, DateOnly today, long? by, DateTimeOffset at)
    {
        if (until < today) throw new RuleException("lifecycle.hand.past", "Until");
        if (until > today.AddYears(2)) throw new RuleException("lifecycle.hand.far", "Until");
        (CustomerId, Stage, Reason, Until, ById, At) = (customerId, stage, reason.Trim(), until, by, at);
    }

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public CustomerStage Stage { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>The last day it is good.</summary>
    public DateOnly Until { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }

    /// <summary>Ended before its day by a person, or by the setting that followed it.</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    public long? EndedById { get; private set; }

    public void End(long? by, DateTimeOffset at)
    {
        if (EndedAt is null) (EndedAt, EndedById) = (at, by);
    }

    /// <summary>Whoever is forgotten leaves no words behind.</summary>
    public void Forget() => Reason = null;
}
