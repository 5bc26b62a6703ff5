using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Tickets.Domain;

/// <summary>Open until somebody has spoken with the customer, or a supervisor agrees that nobody can.</summary>
internal enum FollowUpStatus { Open, Closed, Unreachable }

/// <summary>How the customer was called back.</summary>
internal enum AttemptChannel { Phone, Email, Chat, Visit, Other }

/// <summary>A call back owed for a bad score: one per answer.</summary>
internal sealed class FollowUp : Entity, IOwned, IAudited, IAboutSubject
{
    public static readonly TimeSpan DueWithin = TimeSpan.FromHours(24);
    public const int AttemptsBeforeUnreachable = 3;

    /// <summary>So long after a call back the customer is asked whether it helped.</summary>
    public static readonly TimeSpan AskedAgainAfter = TimeSpan.FromDays(AskAgainDays);
    public const int AskAgainDays = 3;

    /// <summary>The setting that says otherwise, in days.</summary>
    public const string AskAgainSetting = "tickets.ask_again_days";

    readonly List<Attempt> attempts = [];

    FollowUp() { }

    public static FollowUp Open(long responseId, long customerId, long? ticketId, int? score, long? ownerId, long? teamId, Reason reason, DateTimeOffset at, Reason? because = null)
    {
        var why = because ?? new Reason("tickets.followup.why.low", score?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–");
        var row = new FollowUp
        {
            OpenedBecause = why.Key, OpenedBecauseArgs = why.Args,
            ResponseId = responseId, CustomerId = customerId, TicketId = ticketId, Score = score, OwnerId = ownerId, TeamId = teamId,
            OwnerReason = reason.Key, OwnerReasonArgs = reason.Args, OpenedAt = at, DueAt = at + DueWithin,
        };
        row.Raise(() => new FollowUpOpened(row.Id, customerId, ticketId, responseId, ownerId, row.DueAt, at));
        return row;
    }

    /// <summary>The answer it is owed for; null where somebody who answered without a name asked for a call.</summary>
    public long? ResponseId { get; private set; }

    /// <summary>That wish.</summary>
    public long? WishId { get; private set; }

    /// <summary>A call that somebody wished for, apart from what they answered.</summary>
    public static FollowUp Wish(long wishId, long customerId, long? ownerId, long? teamId, Reason reason, DateTimeOffset at)
    {
        var row = new FollowUp { WishId = wishId, CustomerId = customerId, OwnerId = ownerId, TeamId = teamId, OwnerReason = reason.Key, OwnerReasonArgs = reason.Args, OpenedAt = at, DueAt = at + DueWithin };
        row.Raise(() => new FollowUpOpened(row.Id, customerId, null, null, ownerId, row.DueAt, at));
        return row;
    }

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public long? TicketId { get; private set; }
    public int? Score { get; private set; }
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }
    /// <summary>Why this person, as a resource key.</summary>
    public string OwnerReason { get; private set; } = "";
    public string[] OwnerReasonArgs { get; private set; } = [];

    /// <summary>Why there is a call back at all, as a resource key.</summary>
    public string OpenedBecause { get; private set; } = "";
    public string[] OpenedBecauseArgs { get; private set; } = [];
    public FollowUpStatus Status { get; private set; }
    public DateTimeOffset OpenedAt { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public DateTimeOffset? OverdueToldAt { get; private set; }

    /// <summary>Told to those above the owner.</summary>
    public DateTimeOffset? EscalatedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>When it first came to its end, which an opening again does not change: what "in time" is measured by.</summary>
    public DateTimeOffset? FirstClosedAt { get; private set; }

    public long? ClosedById { get; private set; }
    public long? CauseId { get; private set; }
    /// <summary>What is done about it.</summary>
    [NotAudited]
    public string? Action { get; private set; }

    /// <summary>What was done the first time, when that did not help.</summary>
    [NotAudited]
    public string? FormerAction { get; private set; }

    /// <summary>When the customer was still not content, and it was opened again: once.</summary>
    public DateTimeOffset? ReopenedAt { get; private set; }

    /// <summary>When the customer is to be asked whether it has helped; null where nobody asks.</summary>
    public DateTimeOffset? AskAgainAt { get; private set; }

    /// <summary>When the question left.</summary>
    public DateTimeOffset? AskedAgainAt { get; private set; }

    /// <summary>When the customer said whether the call back had helped, and with which score.</summary>
    public DateTimeOffset? AnsweredAgainAt { get; private set; }
    public int? ScoreAfter { get; private set; }

    /// <summary>Asked again, the customer was above the low mark.</summary>
    public bool? Recovered { get; private set; }

    public IReadOnlyList<Attempt> Attempts => attempts;

    // What was tried before it was opened again has not helped.
    IEnumerable<Attempt> Latest => attempts.Where(a => ReopenedAt is null || a.At >= ReopenedAt);

    /// <summary>Writes down a try to reach the customer.</summary>
    public void Try(AttemptChannel channel, bool reached, string? note, long by, DateTimeOffset at)
    {
        MustBeOpen();
        attempts.Add(new Attempt(channel, reached, note, by, at));
    }

    /// <summary>Ends with contact made, a cause and an action; never with less.</summary>
    public void Close(long causeId, string action, long by, DateTimeOffset at, TimeSpan? askAgainAfter = null)
    {
        MustBeOpen();
        if (!Latest.Any(a => a.Reached)) throw new RuleException("tickets.followup.rule.no_contact", "Reached");
        if (string.IsNullOrWhiteSpace(action)) throw new RuleException("validation.required", "Action");
        (Status, ClosedAt, ClosedById, CauseId, Action) = (FollowUpStatus.Closed, at, by, causeId, action.Trim());
        FirstClosedAt ??= at;
        Raise(() => new FollowUpClosed(Id, CustomerId, TicketId, ResponseId, at));
        if (ReopenedAt is not null || ResponseId is not { } response) return;
        var asked = at + (askAgainAfter ?? AskedAgainAfter);
        AskAgainAt = asked;
        Raise(() => new ResurveyFellDue(Id, CustomerId, response, asked), asked);
    }

    /// <summary>Somebody else calls. Its team stays, whose supervisors answer for it; where it has none, <paramref name="theirs"/> does.</summary>
    public void HandOn(long to, long? theirs, string by)
    {
        MustBeOpen();
        if (to == OwnerId) throw new RuleException("tickets.followup.rule.has_it", "OwnerId");
        (OwnerId, TeamId, OwnerReason, OwnerReasonArgs) = (to, TeamId ?? theirs, "tickets.followup.reason.handed_on", [by]);
    }

    /// <summary>Goes with its owner to another team.</summary>
    public void MoveTo(long teamId) => TeamId = teamId;

    /// <summary>The question whether it has helped is on its way.</summary>
    public void AskedAgain(DateTimeOffset at) => AskedAgainAt ??= at;

    /// <summary>The customer was asked again, and has answered. True when they are still not content and it is opened again; that happens once.</summary>
    public bool AnsweredAgain(int? score, bool low, DateTimeOffset at)
    {
        (AnsweredAgainAt, ScoreAfter) = (at, score);
        Recovered = !low;
        if (!low || ReopenedAt is not null || Status != FollowUpStatus.Closed) return false;
        (Status, ReopenedAt, DueAt, OverdueToldAt, ClosedAt, ClosedById) = (FollowUpStatus.Open, at, at + DueWithin, null, null, null);
        (FormerAction, Action) = (Action, null);
        EscalatedAt = null;
        return true;
    }

    /// <summary>Gives up: after enough tries on at least two days. <paramref name="dayOf"/> is the installation's day of an instant.</summary>
    public void GiveUp(string note, Func<DateTimeOffset, DateOnly> dayOf, long by, DateTimeOffset at)
    {
        MustBeOpen();
        if (!EnoughAttempts(dayOf)) throw new RuleException("tickets.followup.rule.too_few_attempts", null, AttemptsBeforeUnreachable);
        if (Latest.Any(a => a.Reached)) throw new RuleException("tickets.followup.rule.was_reached");
        (Status, ClosedAt, ClosedById, Action) = (FollowUpStatus.Unreachable, at, by, note.Trim());
        FirstClosedAt ??= at;
        Raise(() => new FollowUpClosed(Id, CustomerId, TicketId, ResponseId, at));
    }

    /// <summary>Whether <see cref="GiveUp"/> would be accepted.</summary>
    public bool MayGiveUp(Func<DateTimeOffset, DateOnly> dayOf) => Status == FollowUpStatus.Open && EnoughAttempts(dayOf) && !Latest.Any(a => a.Reached);

    bool EnoughAttempts(Func<DateTimeOffset, DateOnly> dayOf) => Latest.Count() >= AttemptsBeforeUnreachable && Latest.Select(a => dayOf(a.At)).Distinct().Count() >= 2;

    /// <summary>Told that it is overdue. True the first time.</summary>
    public bool Overdue(DateTimeOffset at)
    {
        if (Status != FollowUpStatus.Open || OverdueToldAt is not null || at <= DueAt) return false;
        OverdueToldAt = at;
        return true;
    }

    /// <summary>Goes up, some time after it was due. True the first time.</summary>
    public bool Escalate(TimeSpan after, DateTimeOffset at)
    {
        if (Status != FollowUpStatus.Open || EscalatedAt is not null || at <= DueAt + after) return false;
        EscalatedAt = at;
        return true;
    }

    void MustBeOpen()
    {
        if (Status != FollowUpStatus.Open) throw new RuleException("tickets.followup.rule.not_open");
    }
}

/// <summary>A try to reach the customer.</summary>
internal sealed class Attempt
{
    Attempt() { }

    internal Attempt(AttemptChannel channel, bool reached, string? note, long by, DateTimeOffset at) =>
        (Channel, Reached, Note, ById, At) = (channel, reached, string.IsNullOrWhiteSpace(note) ? null : note.Trim(), by, at);

    public long Id { get; private set; }
    public long FollowUpId { get; internal set; }
    public AttemptChannel Channel { get; private set; }
    public bool Reached { get; private set; }
    public string? Note { get; private set; }
    public long ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}
