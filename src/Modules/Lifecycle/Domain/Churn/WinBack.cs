using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Lifecycle.Domain.Churn;

/// <summary>What counts as won back.</summary>
internal enum WinBackGoal { Purchase, PurchaseOrContact }

/// <summary>How far a plan has come.</summary>
internal enum WinBackState { Draft, Running, Closed }

/// <summary>Who is to be tried: from the list as it stands when the plan starts.</summary>
internal sealed record WinBackAudience(RiskClass Least, long? OwnerId, decimal? LeastAtStake, bool LostToo);

/// <summary>Something to do for everybody in a plan, so many days after it starts.</summary>
internal sealed record WinBackStep(int Day, string English, string Chinese);

/// <summary>
/// A try to win customers back. A tenth of them, drawn by lot, is left alone: what comes back by itself is no merit of the
/// plan. The seed of the lot is kept, so that anybody can draw it again.
/// </summary>
internal sealed class WinBackPlan : Entity, IAudited
{
    /// <summary>Share that is left alone.</summary>
    public const double HoldOut = 0.1;

    /// <summary>Fewer than so many left alone prove nothing.</summary>
    public const int FewestHeldOut = 10;

    readonly List<WinBackMember> members = [];

    WinBackPlan() { }

    public WinBackPlan(string name, WinBackGoal goal, int days, WinBackAudience audience, IReadOnlyList<WinBackStep> steps, int seed, long? by, DateTimeOffset at)
    {
        (Seed, CreatedById, CreatedAt) = (seed, by, at);
        Change(name, goal, days, audience, steps);
    }

    public string Name { get; private set; } = "";
    public WinBackGoal Goal { get; private set; }

    /// <summary>The goal has to be reached within so many days after the start.</summary>
    public int Days { get; private set; }
    public IReadOnlyList<WinBackStep> Steps { get; private set; } = [];
    public WinBackAudience Audience { get; private set; } = new(RiskClass.Watch, null, null, false);
    public int Seed { get; private set; }
    public WinBackState State { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    public IReadOnlyList<WinBackMember> Members => members;

    public void Change(string name, WinBackGoal goal, int days, WinBackAudience audience, IReadOnlyList<WinBackStep> steps)
    {
        if (State != WinBackState.Draft) throw new RuleException("winback.started");
        (Name, Goal, Days, Audience, Steps) = (name.Trim(), goal, days, audience, steps);
    }

    /// <summary>Draws the lot and begins. With ten customers or more at least one is left alone.</summary>
    public void Start(IReadOnlyList<(long CustomerId, long? OwnerId, long? TeamId, double? Probability, decimal AtStake, string Currency)> audience, DateTimeOffset at)
    {
        if (State != WinBackState.Draft) throw new RuleException("winback.started");
        if (audience.Count == 0) throw new RuleException("winback.nobody");
        var held = Draw(audience.Select(a => a.CustomerId), Seed);
        members.AddRange(audience.Select(a => new WinBackMember(a.CustomerId, a.OwnerId, a.TeamId, held.Contains(a.CustomerId), a.Probability, a.AtStake, a.Currency)));
        (State, StartedAt) = (WinBackState.Running, at);
    }

    public void Close(DateTimeOffset at)
    {
        if (State != WinBackState.Running) throw new RuleException("winback.notRunning");
        (State, ClosedAt) = (WinBackState.Closed, at);
    }

    /// <summary>Who is left alone: a tenth, rounded to the nearest, drawn without replacement from the customers in the order of their ids.</summary>
    public static IReadOnlySet<long> Draw(IEnumerable<long> customers, int seed)
    {
        var all = customers.Order().ToArray();
        new Random(seed).Shuffle(all);
        return all.Take((int)Math.Round(all.Length * HoldOut, MidpointRounding.AwayFromZero)).ToHashSet();
    }
}

/// <summary>A customer in a plan, as they were when it started, and what came of it.</summary>
internal sealed class WinBackMember : IOwned, IAboutSubject
{
    WinBackMember() { }

    public WinBackMember(long customerId, long? ownerId, long? teamId, bool heldOut, double? probability, decimal atStake, string currency) =>
        (CustomerId, OwnerId, TeamId, HeldOut, Probability, AtStake, Currency) = (customerId, ownerId, teamId, heldOut, probability, atStake, currency);

    public long PlanId { get; private set; }
    public long CustomerId { get; private set; }
    long? IAboutSubject.SubjectId => CustomerId;
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }

    /// <summary>Left alone, to compare with.</summary>
    public bool HeldOut { get; private set; }
    public double? Probability { get; private set; }
    public decimal AtStake { get; private set; }
    public string Currency { get; private set; } = "";

    /// <summary>When the goal was reached; null: not, or not yet.</summary>
    public DateTimeOffset? ReachedAt { get; private set; }

    public void Follow(long? ownerId, long? teamId) => (OwnerId, TeamId) = (ownerId, teamId);
}

/// <summary>What it cost to win customers by one channel in one month.</summary>
internal sealed class AcquisitionCost : Entity, IAudited
{
    AcquisitionCost() { }

    public AcquisitionCost(Crm.Contracts.Customers.SourceChannel channel, DateOnly month, decimal amount, string currency, string? note) => Change(channel, month, amount, currency, note);

    public Crm.Contracts.Customers.SourceChannel Channel { get; private set; }

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; private set; }
    public decimal Amount { get; private set; }
    public string Currency { get; private set; } = "";
    public string? Note { get; private set; }

    public void Change(Crm.Contracts.Customers.SourceChannel channel, DateOnly month, decimal amount, string currency, string? note) =>
        (Channel, Month, Amount, Currency, Note) = (channel, new DateOnly(month.Year, month.Month, 1), amount, currency.ToUpperInvariant(), string.IsNullOrWhiteSpace(note) ? null : note.Trim());
}
