using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

internal sealed partial class Ticket
{
    internal static readonly TicketStatus[] OpenStates = [TicketStatus.Created, TicketStatus.Assigned, TicketStatus.InProgress, TicketStatus.WaitingCustomer, TicketStatus.WaitingThirdParty];

    /// <summary>When work that waits for its review should have been reviewed.</summary>
    public DateTimeOffset? ReviewDueAt { get; private set; }

    /// <summary>Work, and where needed its review, was done: the survey went out, and the time until the archive runs.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>The follow-up of a bad score, which the ticket waits for.</summary>
    public long? HeldById { get; private set; }

    public int Reopened { get; private set; }

    public bool IsOpen => OpenStates.Contains(Status);
    public bool IsWaiting => Status is TicketStatus.WaitingCustomer or TicketStatus.WaitingThirdParty;

    /// <summary>Nobody has begun to work on it.</summary>
    public bool IsUntouched => Status is TicketStatus.Created or TicketStatus.Assigned;

    /// <summary>Somebody begins.</summary>
    public void Start(SlaRules sla, long by, DateTimeOffset at)
    {
        if (!IsUntouched) throw new RuleException("tickets.rule.not_startable");
        DemandOwner(sla);
        TakeUp(by, at);
        Move(TicketStatus.InProgress, by, at);
    }

    /// <summary>The customer, or somebody outside, has to do something first. Clocks stand still while the customer has to, and by setting for others too.</summary>
    public void Wait(TicketStatus on, string? note, SlaRules sla, long? by, DateTimeOffset at)
    {
        if (on is not (TicketStatus.WaitingCustomer or TicketStatus.WaitingThirdParty)) throw new RuleException("tickets.rule.wait_for_whom", "On");
        if (!IsOpen) throw new RuleException("tickets.rule.not_open");
        if (Status == on) return;
        DemandOwner(sla);
        TakeUp(by, at);
        Move(on, by, at, note);
        Raise(() => new TicketWaits(Id, CustomerId, on, OwnerId, TeamId, at));
        StandOrRun(sla, at);
        RefreshDue();
    }

    /// <summary>The waiting is over.</summary>
    public void Resume(SlaRules sla, long? by, DateTimeOffset at)
    {
        if (!IsWaiting) throw new RuleException("tickets.rule.not_waiting");
        Move(OwnerId is null ? TicketStatus.Created : TicketStatus.InProgress, by, at);
        StandOrRun(sla, at);
        RefreshDue();
    }

    /// <summary>The work is done. Says what was the matter and what was done about it.</summary>
    /// <param name="leavesAt">When the words leave, and the news with them; until then both can be taken back. Null: at once.</param>
    /// <param name="publicId">As for a reply.</param>
    public Message Resolve(string note, bool tellCustomer, long? causeId, long? resolutionId, string? category, SlaRules sla, long? by, DateTimeOffset at, IReadOnlyList<Guid>? files = null, DateTimeOffset? leavesAt = null, Guid? publicId = null)
    {
        var way = sla.Flow.Of(Type);
        if (!IsOpen) throw new RuleException("tickets.rule.not_open");
        if (causeId is null && way.Cause == CodeAsked.Required) throw new RuleException("tickets.rule.no_code", "CauseId");
        if (resolutionId is null && way.Resolution == CodeAsked.Required) throw new RuleException("tickets.rule.no_code", "ResolutionId");
        DemandOwner(sla);
        held = tellCustomer ? leavesAt : null;
        TakeUp(by, at);
        // The pause ends with the work: it is part of what the clocks took.
        foreach (var clock in clocks) clock.Resume(at, sla);
        if (!tellCustomer) leavesAt = null;
        var message = tellCustomer ? Say(MessageKind.Reply, note, Channel, by, at, files ?? [], leavesAt, publicId) : Say(MessageKind.Note, note, TicketChannel.Internal, by, at, files ?? [], publicId: publicId);
        if (tellCustomer && by is not null) Responded(at);
        Move(TicketStatus.Resolved, by, at);
        (CauseId, ResolutionId, ResolvedAt) = (way.Cause == CodeAsked.Never ? null : causeId, way.Resolution == CodeAsked.Never ? null : resolutionId, at);
        EndClocks(at);
        Raise(() => new TicketResolved(Id, CustomerId, Type, OwnerId, TeamId, at), leavesAt);
        if (way.Review) ReviewDueAt = at.AddHours(way.ReviewHours);
        else Finish(category, at, leavesAt);
        held = null;
        return message;
    }

    /// <summary>A supervisor has looked at what was done and finds it good.</summary>
    public void Approve(string? note, string? category, long by, DateTimeOffset at)
    {
        if (!AwaitsReview) throw new RuleException("tickets.rule.nothing_to_review");
        if (by == OwnerId) throw new RuleException("tickets.rule.own_review");
        Move(TicketStatus.Reviewed, by, at, note);
        ReviewDueAt = null;
        Finish(category, at);
    }

    /// <summary>A supervisor has looked at what was done and wants more.</summary>
    public void SendBack(string note, SlaRules sla, long by, DateTimeOffset at)
    {
        if (!AwaitsReview) throw new RuleException("tickets.rule.nothing_to_review");
        Reopen(note, sla, by, at);
    }

    /// <summary>It was not done after all. The time it counted as resolved is not counted against anybody.</summary>
    public void Reopen(string? note, SlaRules sla, long? by, DateTimeOffset at)
    {
        if (Status is not (TicketStatus.Resolved or TicketStatus.Reviewed)) throw new RuleException("tickets.rule.not_resolved");
        ComeBack(note, null, sla, by, at);
    }

    /// <summary>Days after the call back the customer is still not content: it comes back once, from the archive too. Where it is being worked on, or goes on elsewhere, nothing happens.</summary>
    public void ComeBackAfter(FollowUp followUp, SlaRules sla, DateTimeOffset at)
    {
        if (Status is TicketStatus.Resolved or TicketStatus.Reviewed or TicketStatus.Archived)
            ComeBack(null, new("tickets.reason.still_unhappy", followUp.ScoreAfter?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–"), sla, null, at);
    }

    // What the customer waits for is ours to do: waiting for them ends, and what counted as resolved does not any more.
    void Rouse(SlaRules sla, long? by, DateTimeOffset at)
    {
        if (Status == TicketStatus.WaitingCustomer) Resume(sla, by, at);
        else if (Status is TicketStatus.Resolved or TicketStatus.Reviewed) Reopen(null, sla, by, at);
    }

    void ComeBack(string? note, Reason? reason, SlaRules sla, long? by, DateTimeOffset at)
    {
        var resolvedAt = ResolvedAt!.Value;
        Move(OwnerId is null ? TicketStatus.Created : TicketStatus.InProgress, by, at, note, reason);
        (ResolvedAt, FinishedAt, ReviewDueAt, Satisfaction) = (null, null, null, null);
        Reopened++;
        GoOn(resolvedAt, sla, at);
        Raise(() => new TicketReopened(Id, CustomerId, at));
        Changed(TicketChange.Reopened, at);
    }

    /// <summary>A good score ends the ticket, unless its type has no archive; a bad one makes it wait for its follow-up.</summary>
    public void Rated(int? score, bool low, FlowRules flow, DateTimeOffset at)
    {
        if (Status is not (TicketStatus.Resolved or TicketStatus.Reviewed)) return;
        Satisfaction = score;
        if (!low && FinishedAt is not null && HeldById is null && flow.Of(Type).Archive) Archive(at);
    }

    /// <summary>Somebody calls back before it ends; also where the work goes on at the moment.</summary>
    public void Hold(long followUpId)
    {
        if (Status is not (TicketStatus.Archived or TicketStatus.Merged)) HeldById = followUpId;
    }

    /// <summary>The call back is done.</summary>
    /// <param name="next">Another one that is still to be made.</param>
    public void Release(long followUpId, long? next, FlowRules flow, DateTimeOffset at)
    {
        if (HeldById != followUpId) return;
        HeldById = next;
        if (next is null && FinishedAt is not null && Status is TicketStatus.Resolved or TicketStatus.Reviewed && flow.Of(Type).Archive) Archive(at);
    }

    /// <summary>The end. Unreviewed tickets and those held by a follow-up never come here by themselves.</summary>
    public void Archive(DateTimeOffset at)
    {
        if (FinishedAt is null || HeldById is not null) throw new RuleException("tickets.rule.not_finished");
        Move(TicketStatus.Archived, null, at);
        Raise(() => new TicketArchived(Id, CustomerId, at));
    }

    void Finish(string? category, DateTimeOffset at, DateTimeOffset? due = null)
    {
        FinishedAt = at;
        Raise(() => new TicketReadyForSurvey(Id, CustomerId, ContactId, Type, Channel, category, OwnerId, TeamId, at), due);
    }

    void Move(TicketStatus to, long? by, DateTimeOffset at, string? note = null, Reason? reason = null)
    {
        Log(HistoryKind.Status, Status.ToString(), to.ToString(), by, at, note, reason);
        Status = to;
        Changed(TicketChange.Status, at);
        if (to == TicketStatus.Resolved) Changed(TicketChange.Resolved, at);
        Tell(WatchedChange.StatusChanged, null, by, at);
    }
}
