using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Lifecycle.Domain.Churn;

/// <summary>How near somebody is to leaving. Watched are those who cannot be churned within the horizon yet, or of whom only the rules speak.</summary>
internal enum RiskClass { None, Low, Watch, Medium, High }

/// <summary>What the chance comes from.</summary>
internal enum RiskMethod { Rules, Regression }

/// <summary>How it goes on with somebody on the early-warning list.</summary>
internal enum RiskState { New, InHand, Snoozed, WonBack, Lost }

/// <summary>
/// What is thought of a customer since last night: the risk, why, what they are worth, and what has become of the warning. The numbers are
/// written anew every night by one statement (see ScoreWriter); of the state people decide, and what the customer does.
/// </summary>
internal sealed class CustomerScore : IOwned, IAboutSubject
{
    CustomerScore() { }

    public long CustomerId { get; private set; }
    long? IAboutSubject.SubjectId => CustomerId;

    /// <summary>Copies, to filter and sort by.</summary>
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public DateTimeOffset ScoredAt { get; private set; }
    public RiskClass Class { get; private set; }
    public RiskMethod Method { get; private set; }

    /// <summary>Chance of becoming churned within the horizon. Null while rules alone speak of somebody who could; 0 for who cannot yet.</summary>
    public double? Probability { get; private set; }
    public int Points { get; private set; }

    /// <summary>To sort by: class first, then chance or points.</summary>
    public double Rank { get; private set; }
    public int SilentDays { get; private set; }
    public bool Churned { get; private set; }

    /// <summary>JSON of <see cref="Reason"/>s, the weightiest first.</summary>
    public string Reasons { get; private set; } = "[]";

    /// <summary>P(alive) by MBG/NBD, and by BG/NBD, which says 1 of everybody who bought once.</summary>
    public double? Alive { get; private set; }
    public double? AliveBg { get; private set; }

    /// <summary>Purchases to expect in the year to come.</summary>
    public double? ExpectedBuys { get; private set; }

    /// <summary>BG/NBD x Gamma-Gamma, discounted; null before the models can be fitted, or for who never bought.</summary>
    public decimal? FutureValue { get; private set; }

    /// <summary>The handbook's rule.</summary>
    public decimal? HandbookValue { get; private set; }
    public decimal YearlySpend { get; private set; }

    /// <summary>Bought in the last 365 days: what would be missing.</summary>
    public decimal AtStake { get; private set; }
    public string Currency { get; private set; } = "";
    public DateTimeOffset? LastActiveAt { get; private set; }
    public DateTimeOffset? LastContactAt { get; private set; }

    /// <summary>Null: not on the list.</summary>
    public RiskState? State { get; private set; }
    public DateTimeOffset? ListedAt { get; private set; }
    public DateTimeOffset? StateAt { get; private set; }
    public long? StateById { get; private set; }
    public DateOnly? SnoozedUntil { get; private set; }

    /// <summary>A person has looked at the warning.</summary>
    public void Move(RiskState to, DateOnly? until, DateOnly today, long? by, DateTimeOffset at)
    {
        if (State is null) throw new RuleException("churn.notListed");
        if (to == RiskState.Snoozed && (until is null || until <= today || until > today.AddDays(180))) throw new RuleException("churn.snoozeUntil", "Until");
        (State, StateAt, StateById, SnoozedUntil) = (to, at, by, to == RiskState.Snoozed ? until : null);
        if (to == RiskState.New) ListedAt = at;
    }

    public void Follow(long? ownerId, long? teamId) => (OwnerId, TeamId) = (ownerId, teamId);
}

/// <summary>Why customers leave: a list the installation keeps.</summary>
internal sealed class ChurnReason : Entity, IAudited
{
    ChurnReason() { }

    public ChurnReason(string english, string chinese) => Change(english, chinese, true);

    public string English { get; private set; } = "";
    public string Chinese { get; private set; } = "";
    public bool Offered { get; private set; }

    public void Change(string english, string chinese, bool offered) => (English, Chinese, Offered) = (english.Trim(), chinese.Trim(), offered);

    public string In(string language) => language == "en" ? English : Chinese;
}

/// <summary>A customer was lost on a day. What they were then stands here, so that the report of causes does not change with them; why is said by a person.</summary>
internal sealed class Loss : Entity, IOwned, IAboutSubject, IAudited
{
    Loss() { }

    /// <summary>A person says that a customer is lost, before time does.</summary>
    public Loss(CustomerScore score, DateOnly day, string segment, string? source, string? industry) =>
        (CustomerId, OwnerId, TeamId, LostOn, Value, Currency, Segment, Source, Industry) = (score.CustomerId, score.OwnerId, score.TeamId, day, score.AtStake, score.Currency, segment, source, industry);

    public long CustomerId { get; private set; }
    long? IAboutSubject.SubjectId => CustomerId;
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public DateOnly LostOn { get; private set; }

    /// <summary>What they bought in the year before they fell silent.</summary>
    public decimal Value { get; private set; }
    public string Currency { get; private set; } = "";
    public string Segment { get; private set; } = "";
    public string? Source { get; private set; }
    public string? Industry { get; private set; }
    public long? ReasonId { get; private set; }
    public string? Note { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset? SaidAt { get; private set; }

    /// <summary>They bought, signed or wrote again after all.</summary>
    public DateTimeOffset? BackAt { get; private set; }

    public void Explain(long reasonId, string? note, long? by, DateTimeOffset at) => (ReasonId, Note, ById, SaidAt) = (reasonId, string.IsNullOrWhiteSpace(note) ? null : note.Trim(), by, at);

    public void Follow(long? ownerId, long? teamId) => (OwnerId, TeamId) = (ownerId, teamId);
}

/// <summary>What was fitted.</summary>
internal enum FitKind { BgNbd, MbgNbd, GammaGamma, Churn, Value }

/// <summary>The result of one fit, kept for good: what a model said on a day can be looked up later.</summary>
internal sealed class ModelFit : IAppendOnly
{
    ModelFit() { }

    public ModelFit(FitKind kind, DateTimeOffset at, double seconds, string result) => (Kind, At, Seconds, Result) = (kind, at, seconds, result);

    public long Id { get; private set; }
    public FitKind Kind { get; private set; }
    public DateTimeOffset At { get; private set; }
    public double Seconds { get; private set; }

    /// <summary>JSON of what is shown on the page of models.</summary>
    public string Result { get; private set; } = "";
}
