using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Surveys.Domain;

/// <summary>How a wave finds the people it asks.</summary>
internal enum WaveKind { Audience, PublicLink, AfterTicket, Resurvey, AfterPurchase, AfterEvent, AfterTier, ContractEnd, Import }

internal static class WaveKinds
{
    /// <summary>Asks one by one as things happen, not an audience at once.</summary>
    public static bool Continues(this WaveKind kind) => kind is WaveKind.AfterTicket or WaveKind.Resurvey or WaveKind.AfterPurchase or WaveKind.AfterEvent or WaveKind.AfterTier or WaveKind.ContractEnd;
}

/// <summary>Where a wave stands.</summary>
internal enum WaveState { Draft, Sending, Open, Closed, Scheduled }

/// <summary>One survey put to one audience within one window. After-ticket waves have no end: every resolution adds an invitation.</summary>
internal sealed partial class Wave : Entity, IAudited
{
    Wave() { }

    public long SurveyId { get; private set; }
    public Survey Survey { get; private set; } = null!;

    /// <summary>The version that is asked, frozen when the wave opens; after-ticket waves always ask the latest.</summary>
    public long? VersionId { get; private set; }

    public string Title { get; private set; } = "";
    public WaveKind Kind { get; private set; }
    public WaveState State { get; private set; }

    /// <summary>Audience: only customers of this level, industry or region; null means any.</summary>
    public CustomerLevel? Level { get; private set; }

    /// <summary>Audience: only the members of this segment of customers, as it is while the invitations go out.</summary>
    public long? SegmentId { get; private set; }

    public string? Industry { get; private set; }
    public string? Region { get; private set; }

    public DateTimeOffset OpensAt { get; private set; }
    public DateTimeOffset? ClosesAt { get; private set; }

    /// <summary>Days a personal link stays good.</summary>
    public int LinkDays { get; private set; } = 14;

    /// <summary>Days after an invitation during which the same person gets no other of this kind; 0 is off.</summary>
    public int RestDays { get; private set; }

    /// <summary>Code of the public link, for waves that have one.</summary>
    [NotAudited]
    public string? PublicCode { get; private set; }

    /// <summary>The job that sends the invitations.</summary>
    public long? JobId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public long? StartedById { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public long? ClosedById { get; private set; }

    public static Wave AfterTickets(Survey survey, string title, DateTimeOffset at) => new()
    {
        Survey = survey, Title = title, Kind = WaveKind.AfterTicket, State = WaveState.Open, OpensAt = at, CreatedAt = at, StartedAt = at,
    };

    /// <summary>Asks those who were called back after a bad score whether it has helped. One a survey; it never rests and has no end.</summary>
    public static Wave Resurveys(Survey survey, string title, DateTimeOffset at) => new()
    {
        Survey = survey, Title = title, Kind = WaveKind.Resurvey, State = WaveState.Open, OpensAt = at, CreatedAt = at, StartedAt = at,
    };

    /// <summary>Answers that were given elsewhere: it asks nobody and takes nothing but an import.</summary>
    public static Wave OfImport(Survey survey, SurveyVersion version, string title, long? by, DateTimeOffset at) => new()
    {
        Survey = survey, VersionId = version.Id, Title = title, Kind = WaveKind.Import, State = WaveState.Closed, OpensAt = at, ClosesAt = at, CreatedAt = at, CreatedById = by, StartedAt = at, StartedById = by, ClosedAt = at, ClosedById = by,
    };

    /// <summary>It lasted from the first to the last of its answers.</summary>
    public void Lasted(DateTimeOffset from, DateTimeOffset to) => (OpensAt, ClosesAt, ClosedAt) = (from, to, to);

    public static Wave Plan(Survey survey, string title, WaveKind kind, DateTimeOffset opensAt, DateTimeOffset? closesAt, int linkDays, int restDays, long? by, DateTimeOffset at) => new()
    {
        Survey = survey, Title = title, Kind = kind, OpensAt = opensAt, ClosesAt = closesAt, LinkDays = linkDays, RestDays = restDays, CreatedAt = at, CreatedById = by,
    };

    public void Ask(CustomerLevel? level, string? industry, string? region, long? segmentId = null) => (Level, Industry, Region, SegmentId) = (level, industry, region, segmentId);

    public bool Invites(CustomerFacts customer) => customer.Admission == Admission.Admitted && Means(customer);

    /// <summary>Whether a customer is of the kind that is asked, admitted or not.</summary>
    public bool Means(CustomerFacts customer) =>
        !customer.Erased
        && (Level is null || customer.Level == Level)
        && (Industry is null || string.Equals(customer.Industry, Industry, StringComparison.OrdinalIgnoreCase))
        && (Region is null || string.Equals(customer.Region, Region, StringComparison.OrdinalIgnoreCase));

    /// <summary>Opens it: an audience is being written to, a public link answers at once.</summary>
    public void Start(SurveyVersion version, string? publicCode, long? by, DateTimeOffset at)
    {
        if (State is not (WaveState.Draft or WaveState.Scheduled)) throw new RuleException("surveys.wave.started");
        if (ClosesAt <= at) throw new RuleException("surveys.wave.past", "ClosesAt");
        if (!Continues) VersionId = version.Id;
        PublicCode = publicCode;
        State = Kind == WaveKind.Audience ? WaveState.Sending : WaveState.Open;
        (StartedAt, StartedById) = (at, by);
    }

    /// <summary>Begins by itself when its day comes: an audience hears nothing before.</summary>
    public void Schedule(long? by)
    {
        if (State != WaveState.Draft) throw new RuleException("surveys.wave.started");
        (State, StartedById) = (WaveState.Scheduled, by);
    }

    /// <summary>It could not begin: somebody has to look after it, and send it again.</summary>
    public void PutBack()
    {
        if (State == WaveState.Scheduled) (State, StartedById) = (WaveState.Draft, null);
    }

    /// <summary>Its whole window went by while nothing ran. Its series goes on.</summary>
    public void Miss(DateTimeOffset at)
    {
        if (State == WaveState.Scheduled) (State, ClosedAt) = (WaveState.Closed, at);
    }

    public void SentBy(long jobId) => JobId = jobId;

    /// <summary>All invitations are out.</summary>
    public void Sent()
    {
        if (State == WaveState.Sending) State = WaveState.Open;
    }

    public void Close(long? by, DateTimeOffset at)
    {
        if (State == WaveState.Closed) throw new RuleException("surveys.wave.closed");
        if (State == WaveState.Scheduled) Repeats = Repetition.Never; // a series is stopped at its next wave
        State = WaveState.Closed;
        (ClosedAt, ClosedById) = (at, by);
    }

    public void Reopen(long? by, DateTimeOffset at)
    {
        if (State != WaveState.Closed) throw new RuleException("surveys.wave.open");
        if (Kind == WaveKind.Import) throw new RuleException("surveys.wave.import");
        if (ClosesAt <= at) throw new RuleException("surveys.wave.past");
        if (FullAt is not null) throw new RuleException("surveys.wave.full");
        State = StartedAt is null ? WaveState.Scheduled : WaveState.Open;
        if (StartedAt is null)
        {
            (ClosedAt, ClosedById) = (null, null);
            return;
        }
        (ClosedAt, ClosedById, StartedAt, StartedById) = (null, null, StartedAt ?? at, StartedById ?? by);
    }

    /// <summary>Whether somebody is asked here about one thing, once: who answers a second time answers twice. What happens later is asked about anew.</summary>
    public bool AsksOnce(Invitation invitation) => !Continues || invitation.Occasion is null;

    /// <summary>Whether it is over.</summary>
    public bool Ended(DateTimeOffset at) => State == WaveState.Closed || ClosesAt <= at;

    /// <summary>Whether answers are taken now.</summary>
    public bool Takes(DateTimeOffset at) => State is WaveState.Open or WaveState.Sending && OpensAt <= at && (ClosesAt is null || at < ClosesAt);
}
