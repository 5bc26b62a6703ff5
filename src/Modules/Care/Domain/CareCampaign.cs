using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Care.Domain;

internal enum CareCampaignState { Draft, Scheduled, Sending, Paused, Stopped, Sent }

/// <summary>Which half of an audience somebody is in.</summary>
internal enum CareHalf { A, B }

/// <summary>Why somebody of an audience is not written to.</summary>
internal enum CareOut { NoAddress, NoConsent, Resting, Pending, Gone }

/// <summary>What one half gets.</summary>
internal sealed record CareLetter(CareText Subject, CareText Body)
{
    public static readonly CareLetter None = new(new(), new());
}

/// <summary>What can be said of a campaign. <paramref name="B"/>: null without a comparison.</summary>
internal sealed record CareCampaignTerms(string Name, Purpose Purpose, string SenderName, long? SegmentId, IReadOnlyList<CustomerLevel> Levels, string? LinkUrl, int ConversionDays, DateTimeOffset? ScheduledAt, CareLetter A, CareLetter? B);

/// <summary>A mail to many: written, checked, sent in the receivers' own daytime, and measured.</summary>
internal sealed class CareCampaign : Entity, IAudited
{
    CareCampaign() { }

    public CareCampaign(CareCampaignTerms terms, long? by, DateTimeOffset at)
    {
        (CreatedAt, CreatedById) = (at, by);
        Change(terms, at);
    }

    public string Name { get; private set; } = "";

    /// <summary>Marketing or care: which consent it rests on.</summary>
    public Purpose Purpose { get; private set; } = Purpose.Marketing;

    public string SenderName { get; private set; } = "";
    public long? SegmentId { get; private set; }
    public List<CustomerLevel> Levels { get; private set; } = [];

    /// <summary>Where {{link}} leads.</summary>
    public string? LinkUrl { get; private set; }

    /// <summary>Purchases within so many days of the mail count as its success.</summary>
    public int ConversionDays { get; private set; } = 14;

    public CareLetter A { get; private set; } = CareLetter.None;
    public CareLetter? B { get; private set; }
    public CareCampaignState State { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset? ScheduledAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public long? StartedById { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public long? JobId { get; private set; }

    /// <summary>The last customer of the audience who was looked at: written with their rows, so that going on doubles nobody.</summary>
    public long Reached { get; private set; }

    /// <summary>When the whole audience had been looked at.</summary>
    public DateTimeOffset? ListedAt { get; private set; }

    public bool IsHalved => B is not null;

    public CareLetter Letter(CareHalf half) => half == CareHalf.B && B is { } b ? b : A;

    public void Change(CareCampaignTerms terms, DateTimeOffset at)
    {
        if (State is not (CareCampaignState.Draft or CareCampaignState.Scheduled)) throw new RuleException("care.campaign.begun");
        if (terms.Purpose is not (Purpose.Marketing or Purpose.Care)) throw new RuleException("care.campaign.purpose", "Purpose");
        if (terms.ScheduledAt is { } when && when <= at && when != ScheduledAt) throw new RuleException("care.campaign.past", "ScheduledAt");
        (Name, Purpose, SenderName, SegmentId, Levels, LinkUrl) = (terms.Name, terms.Purpose, terms.SenderName, terms.SegmentId, [.. terms.Levels.Distinct()], terms.LinkUrl);
        (ConversionDays, ScheduledAt, A, B) = (terms.ConversionDays, terms.ScheduledAt, terms.A, terms.B);
        if (State == CareCampaignState.Scheduled && ScheduledAt is null) State = CareCampaignState.Draft;
    }

    /// <summary>Begins now, or at the hour it is set for.</summary>
    public void Start(long? by, DateTimeOffset at)
    {
        if (State is not (CareCampaignState.Draft or CareCampaignState.Scheduled)) throw new RuleException("care.campaign.begun");
        StartedById = by ?? StartedById;
        if (ScheduledAt > at) State = CareCampaignState.Scheduled;
        else (State, StartedAt) = (CareCampaignState.Sending, at);
    }

    public void SentBy(long jobId) => JobId = jobId;

    public void Pause()
    {
        if (State != CareCampaignState.Sending) throw new RuleException("care.campaign.notSending");
        State = CareCampaignState.Paused;
    }

    public void Resume()
    {
        if (State != CareCampaignState.Paused) throw new RuleException("care.campaign.notPaused");
        State = CareCampaignState.Sending;
    }

    /// <summary>For good: who has not been written to is not.</summary>
    public void Stop(DateTimeOffset at)
    {
        if (State is CareCampaignState.Stopped or CareCampaignState.Sent or CareCampaignState.Draft) throw new RuleException("care.campaign.notSending");
        (State, EndedAt) = (CareCampaignState.Stopped, at);
    }

    public void Reach(long customerId) => Reached = customerId;

    public void Listed(DateTimeOffset at) => ListedAt = at;

    public void Finish(DateTimeOffset at)
    {
        if (State == CareCampaignState.Sending) (State, EndedAt) = (CareCampaignState.Sent, at);
    }
}

/// <summary>Somebody of a campaign's audience: in which half, why not if not, and what came of it.</summary>
internal sealed class CareRecipient : Entity, IOwned
{
    CareRecipient() { }

    public CareRecipient(long campaignId, CustomerFacts customer, CareHalf half, CareOut? why, DateTimeOffset? dueAt) =>
        (CampaignId, CustomerId, OwnerId, TeamId, Half, Out, DueAt) = (campaignId, customer.Id, customer.OwnerId, customer.TeamId, half, why, why is null ? dueAt : null);

    public long CampaignId { get; private set; }
    public long? CustomerId { get; private set; }
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    public CareHalf Half { get; private set; }
    public CareOut? Out { get; private set; }

    /// <summary>When their day begins; null when they have been written to, or are not.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>First click on the campaign's link.</summary>
    public DateTimeOffset? ClickedAt { get; private set; }

    /// <summary>First e-mail that came from them, as a ticket or an interaction, within the days of the campaign.</summary>
    public DateTimeOffset? RepliedAt { get; private set; }

    /// <summary>They refused the campaign's purpose within its days.</summary>
    public DateTimeOffset? RefusedAt { get; private set; }

    /// <summary>First purchase within the days of the campaign.</summary>
    public DateTimeOffset? ConvertedAt { get; private set; }

    public void Leave(CareOut why) => (Out, DueAt) = (why, null);

    public void Wait(DateTimeOffset until) => DueAt = until;

    public void Send(DateTimeOffset at) => (SentAt, DueAt) = (at, null);

    /// <summary>What came of it, as far as it is known.</summary>
    public void Came(DateTimeOffset? clicked, DateTimeOffset? replied, DateTimeOffset? refused, DateTimeOffset? converted) => (ClickedAt, RepliedAt, RefusedAt, ConvertedAt) = (clicked, replied, refused, converted);
}
