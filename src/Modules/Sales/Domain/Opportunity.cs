using Crm.Contracts.Sales;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Sales.Domain;

/// <summary>The way of an opportunity. Won at signing; payment collects what was won.</summary>
internal enum Stage { Lead, Needs, Proposal, Negotiation, Contract, Payment }

internal enum Outcome { Open, Won, Lost }

/// <summary>Why a deal was lost.</summary>
internal enum LossReason { Price, Competitor, NoBudget, NoDecision, ProductGap, Service, Other }

/// <summary>What can be said of an opportunity.</summary>
internal sealed record Deal(string Title, decimal Amount, string Currency, int Probability, DateOnly? ExpectedClose, string? Competitor, long? OwnerId, long? TeamId);

/// <summary>A possible sale to a customer.</summary>
internal sealed class Opportunity : Entity, IOwned, INumbered, IAudited, IAboutSubject
{
    readonly List<StageChange> changes = [];

    Opportunity() { }

    public Opportunity(long customerId, Deal deal, Stage stage, long? by, DateTimeOffset at)
    {
        (CustomerId, Stage, CreatedAt, StageSince) = (customerId, stage, at, at);
        Apply(deal);
        changes.Add(new StageChange(null, stage, null, by, at));
        Raise(() => new OpportunityOpened(Id, CustomerId, Amount, Currency, at));
    }

    public long Number { get; private set; }
    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public string Title { get; private set; } = "";
    public decimal Amount { get; private set; }
    public string Currency { get; private set; } = "";

    /// <summary>In percent.</summary>
    public int Probability { get; private set; }

    public Stage Stage { get; private set; }
    public DateTimeOffset StageSince { get; private set; }
    public Outcome Outcome { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public LossReason? LossReason { get; private set; }
    public string? ClosingNote { get; private set; }
    public DateOnly? ExpectedClose { get; private set; }

    /// <summary>Last day of the signed contract, where it has one.</summary>
    public DateOnly? ContractEndsOn { get; private set; }

    public string? Competitor { get; private set; }
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public IReadOnlyList<StageChange> Changes => changes;

    public void Edit(Deal deal)
    {
        if (Outcome != Outcome.Open && (deal.Amount != Amount || deal.Currency != Currency)) throw new RuleException("sales.closedAmount", nameof(Amount));
        Apply(deal);
    }

    /// <summary>The last day of a signed contract: it was not known at signing, or the contract was made longer.</summary>
    public void EndsOn(DateOnly? day)
    {
        if (day == ContractEndsOn) return;
        if (Outcome != Outcome.Won) throw new RuleException("sales.contractNotSigned", nameof(ContractEndsOn));
        ContractEndsOn = day;
    }

    /// <summary>Moves to another stage; every move says why. Reaching the contract stage is not yet a win: signing is.</summary>
    public void MoveTo(Stage stage, string reason, long? by, DateTimeOffset at)
    {
        if (stage == Stage) throw new RuleException("sales.sameStage", nameof(Stage));
        if (Outcome == Outcome.Lost) throw new RuleException("sales.closed");
        if (stage == Stage.Payment && Outcome != Outcome.Won) throw new RuleException("sales.paymentNeedsWin", nameof(Stage));
        if (stage != Stage.Payment && Outcome == Outcome.Won) throw new RuleException("sales.wonStays", nameof(Stage));
        Change(stage, reason, by, at);
    }

    /// <summary>The contract is signed: the deal is won and its payment is followed.</summary>
    public void Win(string? note, long? by, DateTimeOffset at, DateOnly? contractEndsOn = null)
    {
        Close(Outcome.Won, note, at);
        (Probability, ContractEndsOn) = (100, contractEndsOn);
        Change(Stage.Payment, note, by, at);
        Raise(() => new OpportunityWon(Id, CustomerId, Amount, Currency, at));
    }

    /// <summary>The deal is lost, for a reason from the list.</summary>
    public void Lose(LossReason reason, string? note, DateTimeOffset at)
    {
        Close(Outcome.Lost, note, at);
        (LossReason, Probability) = (reason, 0);
        Raise(() => new OpportunityLost(Id, CustomerId, SnakeCase.Of(reason.ToString()), at));
    }

    /// <summary>What may name a person is removed; amounts and stages stay for the statistics.</summary>
    public void Forget(string marker)
    {
        (Title, ClosingNote) = (marker, null);
        foreach (var change in changes) change.Forget();
    }

    void Close(Outcome outcome, string? note, DateTimeOffset at)
    {
        if (Outcome != Outcome.Open) throw new RuleException("sales.closed");
        (Outcome, ClosedAt, ClosingNote) = (outcome, at, note);
    }

    void Change(Stage stage, string? reason, long? by, DateTimeOffset at)
    {
        var from = Stage;
        changes.Add(new StageChange(from, stage, reason, by, at));
        (Stage, StageSince) = (stage, at);
        Raise(() => new OpportunityStageChanged(Id, CustomerId, SnakeCase.Of(from.ToString()), SnakeCase.Of(stage.ToString()), at));
    }

    void Apply(Deal deal) => (Title, Amount, Currency, Probability, ExpectedClose, Competitor, OwnerId, TeamId) =
        (deal.Title.Trim(), deal.Amount, deal.Currency, deal.Probability, deal.ExpectedClose, deal.Competitor, deal.OwnerId, deal.TeamId);
}

/// <summary>A step on the way: who moved it, when, from where to where, why.</summary>
internal sealed class StageChange
{
    StageChange() { }

    public StageChange(Stage? from, Stage to, string? reason, long? by, DateTimeOffset at) => (From, To, Reason, By, At) = (from, to, reason, by, at);

    public long Id { get; private set; }
    public long OpportunityId { get; private set; }
    public Stage? From { get; private set; }
    public Stage To { get; private set; }
    public string? Reason { get; private set; }
    public long? By { get; private set; }
    public DateTimeOffset At { get; private set; }

    internal void Forget() => Reason = null;
}
