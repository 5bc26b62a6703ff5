using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Loyalty.Domain;

/// <summary>Where a version stands.</summary>
internal enum VersionState { Draft, Scheduled, Live, Past }

/// <summary>
/// A version of the programme: written as a draft, in force from an instant until the next one is, then history. What
/// happened is judged by the version that was in force when it did.
/// </summary>
internal sealed class ProgrammeVersion : Entity, IAudited
{
    ProgrammeVersion() { }

    ProgrammeVersion(int number, int? basedOn, ProgrammeTerms terms, long? by, DateTimeOffset at) => (Number, BasedOn, Terms, CreatedById, CreatedAt) = (number, basedOn, terms, by, at);

    /// <summary>The first version, in force ever since.</summary>
    public static ProgrammeVersion First(ProgrammeTerms terms, DateTimeOffset at) => new(1, null, terms, null, at) { LiveFrom = DateTimeOffset.UnixEpoch, PublishedAt = at };

    public int Number { get; private set; }

    /// <summary>Number of the version it was copied from.</summary>
    public int? BasedOn { get; private set; }

    public ProgrammeTerms Terms { get; private set; } = new();

    /// <summary>In force from here on; null: a draft.</summary>
    public DateTimeOffset? LiveFrom { get; private set; }

    /// <summary>What is new, in a sentence.</summary>
    public string? Note { get; private set; }

    public long? CreatedById { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public long? PublishedById { get; private set; }
    public DateTimeOffset? PublishedAt { get; private set; }

    public ProgrammeVersion Copy(int number, long? by, DateTimeOffset at) => new(number, Number, Terms, by, at);

    public bool IsDraft => LiveFrom is null;

    /// <param name="liveFrom">When the version in force came into force.</param>
    public VersionState StateAt(DateTimeOffset at, DateTimeOffset liveFrom) =>
        LiveFrom is not { } from ? VersionState.Draft : from > at ? VersionState.Scheduled : from >= liveFrom ? VersionState.Live : VersionState.Past;

    public void Change(ProgrammeTerms terms)
    {
        MustBeDraft();
        Terms = terms;
    }

    public void Publish(DateTimeOffset from, string? note, long? by, DateTimeOffset at)
    {
        MustBeDraft();
        if (!Terms.Rules.Exists(r => r.Active)) throw new RuleException("loyalty.programme.noRules");
        if (from < at) throw new RuleException("loyalty.programme.past", "From");
        (LiveFrom, Note, PublishedById, PublishedAt) = (from, string.IsNullOrWhiteSpace(note) ? null : note.Trim(), by, at);
    }

    /// <summary>Makes a draft of a version again that is not in force yet.</summary>
    public void Withdraw(DateTimeOffset at)
    {
        if (LiveFrom is null || LiveFrom <= at) throw new RuleException("loyalty.programme.notScheduled");
        (LiveFrom, PublishedById, PublishedAt) = (null, null, null);
    }

    public void SetRule(EarningRule rule)
    {
        MustBeDraft();
        var rules = Terms.Rules.ToList();
        var at = rules.FindIndex(r => r.Key == rule.Key);
        if (at < 0) rules.Add(rule);
        else rules[at] = rule;
        Terms = Terms with { Rules = rules };
    }

    public void RemoveRule(string key)
    {
        MustBeDraft();
        Terms = Terms with { Rules = [.. Terms.Rules.Where(r => r.Key != key)] };
    }

    public void SetCampaign(PointCampaign campaign)
    {
        MustBeDraft();
        var campaigns = Terms.Campaigns.ToList();
        var at = campaigns.FindIndex(c => c.Key == campaign.Key);
        if (at < 0) campaigns.Add(campaign);
        else campaigns[at] = campaign;
        Terms = Terms with { Campaigns = campaigns };
    }

    public void RemoveCampaign(string key)
    {
        MustBeDraft();
        if (Terms.Rules.Exists(r => r.Campaign == key)) throw new RuleException("loyalty.campaign.used");
        Terms = Terms with { Campaigns = [.. Terms.Campaigns.Where(c => c.Key != key)] };
    }

    void MustBeDraft()
    {
        if (!IsDraft) throw new RuleException("loyalty.programme.notDraft");
    }
}

/// <summary>Which version and rule earned points of an entry of the ledger: one row for each rule that gave some.</summary>
internal sealed class RuleEarning : IAppendOnly
{
    RuleEarning() { }

    public RuleEarning(LedgerEntry entry, long memberId, int version, string rule, long points, decimal multiplier, string? campaign, long? purchaseId, DateOnly day) =>
        (Entry, MemberId, Version, Rule, Points, Multiplier, Campaign, PurchaseId, Day, At) = (entry, memberId, version, rule, points, multiplier, campaign, purchaseId, day, entry.At);

    /// <summary>The rule of points that a survey says itself.</summary>
    public const string Said = "said";

    public long Id { get; private set; }
    public long MemberId { get; private set; }
    public long EntryId { get; private set; }
    public LedgerEntry Entry { get; private set; } = null!;
    public int Version { get; private set; }
    public string Rule { get; private set; } = "";
    public long Points { get; private set; }
    public decimal Multiplier { get; private set; }
    public string? Campaign { get; private set; }
    public long? PurchaseId { get; private set; }

    /// <summary>Of what happened, in the installation's zone: caps count by it.</summary>
    public DateOnly Day { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>A simulation of a version on purchases of a period, beside the version that was in force.</summary>
internal sealed class Simulation : Entity
{
    Simulation() { }

    public Simulation(int version, int against, DateOnly from, DateOnly to, SimulationResult result, long? by, DateTimeOffset at) => (VersionNumber, Against, From, To, Result, ById, At) = (version, against, from, to, result, by, at);

    public int VersionNumber { get; private set; }
    public int Against { get; private set; }
    public DateOnly From { get; private set; }

    /// <summary>The last day.</summary>
    public DateOnly To { get; private set; }
    public SimulationResult Result { get; private set; } = new();
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>What a version would have cost.</summary>
internal sealed record SimulationResult
{
    public long Orders { get; init; }

    /// <summary>Orders of members, which alone can earn.</summary>
    public long MemberOrders { get; init; }
    public SimulatedSum Draft { get; init; } = new();
    public SimulatedSum Live { get; init; } = new();
}

/// <summary>Points, how many members got any, and rule by rule.</summary>
internal sealed record SimulatedSum
{
    public long Points { get; init; }
    public int Members { get; init; }
    public List<SimulatedRule> Rules { get; init; } = [];
}

internal sealed record SimulatedRule(string Key, string NameEn, string NameZh, EarnTrigger Trigger, long Points, int Members, long Times);
