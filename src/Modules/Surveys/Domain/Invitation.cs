using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Surveys.Domain;

/// <summary>How an invitation reached the person.</summary>
internal enum Delivery { Mail, Undeliverable, PublicLink, ByHand, Phone, Print }

/// <summary>What the link answers when it is opened.</summary>
internal enum LinkState { Ready, Finished, Expired, Revoked, Closed, NotOpen, Full }

/// <summary>The ticket an invitation asks about, as it stood.</summary>
internal sealed record TicketContext(long TicketId, TicketType Type, TicketChannel Channel, string? Category);

/// <summary>
/// One person asked once. Its link is known by a hash only; finishing spends it, which a unique key on the answer
/// enforces. Opening the link changes nothing here.
/// </summary>
internal sealed class Invitation : Entity, IOwned
{
    Invitation() { }

    public long WaveId { get; private set; }
    public long SurveyId { get; private set; }
    public long VersionId { get; private set; }

    /// <summary>What it was sent for ("ticket:5:..." or "customer:7"); unique within the wave, so that a retry invites nobody twice.</summary>
    public string? Occasion { get; private set; }

    public long? CustomerId { get; private set; }
    public long? ContactId { get; private set; }
    public long? TicketId { get; private set; }
    public TicketType? TicketType { get; private set; }
    public TicketChannel? TicketChannel { get; private set; }
    public string? TicketCategory { get; private set; }

    /// <summary>The call back that may have helped: who was asked before is asked again.</summary>
    public long? FollowUpId { get; private set; }

    /// <summary>Assignee of the ticket, else owner of the customer: whose work is judged.</summary>
    public long? OwnerId { get; private set; }

    public long? TeamId { get; private set; }
    public string Language { get; private set; } = "en";

    /// <summary>SHA-256 of the link's token.</summary>
    public byte[] TokenHash { get; private set; } = [];

    public Delivery Delivery { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>First page sent in; set by a submitted form only.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }
    public long? RevokedById { get; private set; }

    /// <summary>Reminders sent so far, and when the last one left.</summary>
    public int Reminders { get; private set; }
    public DateTimeOffset? RemindedAt { get; private set; }

    /// <summary>Anonymous waves: when taking part was rewarded, with everybody else of that day.</summary>
    public DateTimeOffset? RewardedAt { get; private set; }

    /// <summary>Points promised for taking part in an anonymous wave.</summary>
    public long? Reward { get; private set; }

    /// <summary>The coupon that taking part has earned, in the wave's currency.</summary>
    public decimal? Coupon { get; private set; }

    /// <summary>Who took part in an anonymous wave asked for a call.</summary>
    public bool WishesContact { get; private set; }

    /// <summary>When the person said through this link that they want no more surveys.</summary>
    public DateTimeOffset? DeclinedAt { get; private set; }

    public static Invitation To(Wave wave, long versionId, string? occasion, CustomerFacts? customer, long? contactId, string language, byte[] tokenHash, Delivery delivery, DateTimeOffset at) => new()
    {
        WaveId = wave.Id,
        SurveyId = wave.SurveyId,
        VersionId = versionId,
        Occasion = occasion,
        CustomerId = customer?.Id,
        ContactId = contactId,
        OwnerId = customer?.OwnerId,
        TeamId = customer?.TeamId,
        Language = language,
        TokenHash = tokenHash,
        Delivery = delivery,
        CreatedAt = at,
        // A public link lives as long as its wave.
        ExpiresAt = delivery == Delivery.PublicLink ? null : at.AddDays(wave.LinkDays),
    };

    public void About(TicketContext ticket, long? assigneeId, long? teamId)
    {
        (TicketId, TicketType, TicketChannel, TicketCategory) = (ticket.TicketId, ticket.Type, ticket.Channel, ticket.Category);
        (OwnerId, TeamId) = (assigneeId ?? OwnerId, teamId ?? TeamId);
    }

    /// <summary>Asks again about what <paramref name="first"/> was said of.</summary>
    public void Again(long followUpId, Response first)
    {
        (FollowUpId, TicketId, TicketType, TicketChannel, TicketCategory) = (followUpId, first.TicketId, first.TicketType, first.TicketChannel, first.TicketCategory);
        (OwnerId, TeamId) = (first.OwnerId ?? OwnerId, first.TeamId ?? TeamId);
    }

    /// <summary>How long the link can be used: as long as it is valid and its wave takes answers.</summary>
    public DateTimeOffset? UsableUntil(Wave wave) => wave.ClosesAt is { } closes && (ExpiresAt is null || closes < ExpiresAt) ? closes : ExpiresAt;

    public LinkState StateAt(DateTimeOffset at, Wave wave) => FinishedAt is not null ? LinkState.Finished : Unfinished(at, wave);

    /// <summary>What colleagues are told of it: who has finished in an anonymous wave only when it has ended, of all at once. Beside the comments as they come in it would say whose they are.</summary>
    public LinkState ToldAt(DateTimeOffset at, Wave wave) => wave.Anonymous && !wave.Ended(at) ? Unfinished(at, wave) : StateAt(at, wave);

    LinkState Unfinished(DateTimeOffset at, Wave wave) =>
        RevokedAt is not null ? LinkState.Revoked
        : wave.FullAt is not null ? LinkState.Full
        : wave.Ended(at) ? LinkState.Closed
        : ExpiresAt <= at ? LinkState.Expired
        : !wave.Takes(at) ? LinkState.NotOpen
        : LinkState.Ready;

    public void Revoke(long? by, DateTimeOffset at)
    {
        if (FinishedAt is not null) throw new RuleException("surveys.invitation.finished");
        if (RevokedAt is null) (RevokedAt, RevokedById) = (at, by);
    }

    /// <summary>The question whether the call back has helped leaves.</summary>
    public void Leaves(DateTimeOffset at)
    {
        if (FollowUpId is { } followUp && Delivery == Delivery.Mail) Raise(() => new Contracts.Surveys.ResurveySent(followUp, at), at);
    }

    public void Remind(DateTimeOffset at) => (Reminders, RemindedAt) = (Reminders + 1, at);

    /// <summary>Taking part is rewarded; which answer was theirs is not said, and not known.</summary>
    public void Rewarded(Wave wave, DateTimeOffset day, DateTimeOffset at)
    {
        RewardedAt = at;
        if (CustomerId is not { } customer) return;
        var coupon = Coupon is { } value ? new Contracts.Surveys.CouponPromise(value, wave.CouponCurrency!, wave.CouponDays!.Value) : null;
        Raise(() => new Contracts.Surveys.ParticipationRewarded(WaveId, customer, Reward, day) { ContactId = ContactId, Coupon = coupon });
    }

    /// <summary>No more surveys for whom this was sent to. Said once.</summary>
    public void Decline(DateTimeOffset at)
    {
        if (DeclinedAt is not null || CustomerId is not { } customer) return;
        DeclinedAt = at;
        if (FinishedAt is null) RevokedAt ??= at;
        Raise(() => new Contracts.Surveys.SurveysDeclined(customer, at));
    }

    /// <summary>A new link takes the place of every other one, also of a withdrawn or expired one.</summary>
    public void Renew(byte[] tokenHash, Wave wave, DateTimeOffset at)
    {
        if (FinishedAt is not null) throw new RuleException("surveys.invitation.finished");
        (TokenHash, RevokedAt, RevokedById) = (tokenHash, null, null);
        if (ExpiresAt is not null) ExpiresAt = at.AddDays(wave.LinkDays);
        if (Delivery == Delivery.Undeliverable) Delivery = Delivery.ByHand; // whoever asks for the link hands it over
    }

    /// <summary>It goes out on paper.</summary>
    public void Print() => Delivery = Delivery.Print;

    public void MoveTo(long customerId) => CustomerId = customerId;

    /// <summary>The customer was erased: who was asked is forgotten, that somebody was asked stays.</summary>
    public void Detach(DateTimeOffset at)
    {
        (CustomerId, ContactId, Occasion) = (null, null, null);
        if (FinishedAt is null) RevokedAt ??= at;
    }
}

/// <summary>Answers typed so far, kept page by page; deleted when the survey is finished.</summary>
internal sealed class Draft
{
    public long InvitationId { get; init; }
    public AnswerSheet Answers { get; init; } = new();

    /// <summary>Which dimension the furthest page is that may be opened directly.</summary>
    public int Page { get; init; }

    public int ActiveSeconds { get; init; }

    /// <summary>Seconds spent on each page, by the key of its dimension.</summary>
    public SortedDictionary<string, int> PageSeconds { get; init; } = [];

    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}
