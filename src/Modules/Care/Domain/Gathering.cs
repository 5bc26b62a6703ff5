using System.Security.Cryptography;
using Crm.Contracts.Care;
using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Care.Domain;

internal enum GatheringState { Draft, Open, Cancelled, Closed }

/// <summary>What can be said of an event. Capacity: null is without limit. RemindHours: null reminds nobody.</summary>
internal sealed record GatheringTerms(CareText Title, CareText Text, string Place, string? OnlineUrl, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Zone, int? Capacity, int? RemindHours, bool Public);

/// <summary>A customer event 客户活动: who is invited, who has a place, who waits for one, who came.</summary>
internal sealed class Gathering : Entity, IAudited
{
    Gathering() { }

    public Gathering(GatheringTerms terms, long? by, DateTimeOffset at)
    {
        (CreatedAt, CreatedById) = (at, by);
        Take(terms);
    }

    public string TitleEn { get; private set; } = "";
    public string TitleZh { get; private set; } = "";
    public string TextEn { get; private set; } = "";
    public string TextZh { get; private set; } = "";
    public string Place { get; private set; } = "";
    public string? OnlineUrl { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>The zone its time is said in.</summary>
    public string Zone { get; private set; } = "";

    public int? Capacity { get; private set; }
    public int? RemindHours { get; private set; }

    /// <summary>Whoever knows the public link may sign up.</summary>
    public bool Public { get; private set; }

    public GatheringState State { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public long? CreatedById { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public long? EndedById { get; private set; }

    /// <summary>Goes up with each change that calendars have to learn (RFC 5545, SEQUENCE).</summary>
    public int Sequence { get; private set; }

    public CareText Title => new(TitleEn, TitleZh);
    public CareText Text => new(TextEn, TextZh);

    public void Change(GatheringTerms terms)
    {
        if (State is GatheringState.Cancelled or GatheringState.Closed) throw new RuleException("care.event.over");
        Take(terms);
        Sequence++;
    }

    void Take(GatheringTerms terms)
    {
        if (terms.EndsAt <= terms.StartsAt) throw new RuleException("care.event.ends", "Ends");
        (TitleEn, TitleZh, TextEn, TextZh, Place, OnlineUrl) = (terms.Title.En, terms.Title.Zh, terms.Text.En, terms.Text.Zh, terms.Place, terms.OnlineUrl);
        (StartsAt, EndsAt, Zone, Capacity, RemindHours, Public) = (terms.StartsAt, terms.EndsAt, terms.Zone, terms.Capacity, terms.RemindHours, terms.Public);
    }

    public void Open()
    {
        if (State != GatheringState.Draft) throw new RuleException("care.event.notDraft");
        State = GatheringState.Open;
    }

    public bool Takes(DateTimeOffset at) => State == GatheringState.Open && at < EndsAt;

    public void Cancel(long? by, DateTimeOffset at)
    {
        if (State != GatheringState.Open) throw new RuleException("care.event.notOpen");
        (State, EndedAt, EndedById, Sequence) = (GatheringState.Cancelled, at, by, Sequence + 1);
    }

    /// <summary>The list of who came is final.</summary>
    public void Close(long? by, DateTimeOffset at)
    {
        if (State != GatheringState.Open) throw new RuleException("care.event.notOpen");
        if (at < StartsAt) throw new RuleException("care.event.notYet");
        (State, EndedAt, EndedById) = (GatheringState.Closed, at, by);
    }

    /// <summary>Whether there is a place when so many are taken. Ask with the row locked.</summary>
    public bool HasPlace(int taken) => Capacity is not { } places || taken < places;
}

internal enum SignUpState { Invited, Booked, Waiting, Cancelled }

/// <summary>How a sign-up came about.</summary>
internal enum SignUpSource { Invitation, PublicLink, Staff }

/// <summary>Somebody and an event: invited, with a place, waiting, gone again; and whether they came.</summary>
internal sealed class SignUp : Entity, IOwned
{
    SignUp() { }

    public SignUp(long gatheringId, CustomerFacts customer, string language, SignUpSource source, DateTimeOffset at) =>
        (GatheringId, CustomerId, OwnerId, TeamId, Language, Source, CreatedAt) = (gatheringId, customer.Id, customer.OwnerId, customer.TeamId, language, source, at);

    public SignUp(long gatheringId, string name, string email, string phone, string language, DateTimeOffset at) =>
        (GatheringId, Name, Email, Phone, Language, Source, CreatedAt) = (gatheringId, name, email, phone, language, SignUpSource.PublicLink, at);

    public long GatheringId { get; private set; }

    /// <summary>Null for somebody we do not know yet.</summary>
    public long? CustomerId { get; private set; }
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }

    /// <summary>What a guest told of themselves; forgotten once we know whose it is.</summary>
    public string? Name { get; private set; }

    /// <summary>In small letters: one sign-up for an address.</summary>
    public string? Email { get; private set; }
    public string? Phone { get; private set; }

    public string Language { get; private set; } = "en";
    public SignUpSource Source { get; private set; }
    public SignUpState State { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? InvitedAt { get; private set; }

    /// <summary>When they asked for a place: the order of the waiting list.</summary>
    public DateTimeOffset? SignedUpAt { get; private set; }

    public DateTimeOffset? CancelledAt { get; private set; }
    public DateTimeOffset? RemindedAt { get; private set; }
    public DateTimeOffset? CheckedInAt { get; private set; }
    public long? CheckedInById { get; private set; }

    /// <summary>When the other modules were told that they came.</summary>
    public DateTimeOffset? ToldAt { get; private set; }

    public void Invite(DateTimeOffset at) => InvitedAt = at;

    /// <summary>Takes a place, or one on the waiting list. Asking again changes nothing.</summary>
    public void Ask(bool free, DateTimeOffset at)
    {
        if (State is SignUpState.Booked or SignUpState.Waiting) return;
        (State, SignedUpAt, CancelledAt) = (free ? SignUpState.Booked : SignUpState.Waiting, at, null);
    }

    /// <summary>A place has become free.</summary>
    public void Promote()
    {
        if (State == SignUpState.Waiting) State = SignUpState.Booked;
    }

    public void Cancel(DateTimeOffset at)
    {
        if (CheckedInAt is not null) throw new RuleException("care.event.checkedIn");
        (State, CancelledAt) = (SignUpState.Cancelled, at);
    }

    public void Remind(DateTimeOffset at) => RemindedAt = at;

    /// <summary>Came. Who stands at the door without a place is let in as well: the list tells what was.</summary>
    public void CheckIn(long? by, DateTimeOffset at)
    {
        if (CheckedInAt is not null) return;
        if (State != SignUpState.Booked) (State, SignedUpAt, CancelledAt) = (SignUpState.Booked, SignedUpAt ?? at, null);
        (CheckedInAt, CheckedInById) = (at, by);
    }

    public void UndoCheckIn()
    {
        if (ToldAt is not null) throw new RuleException("care.event.over");
        (CheckedInAt, CheckedInById) = (null, null);
    }

    /// <summary>Tells the others that this customer came, once.</summary>
    public void Tell(DateTimeOffset at)
    {
        if (ToldAt is not null || CheckedInAt is not { } came || CustomerId is not { } customer) return;
        ToldAt = at;
        Raise(() => new EventAttended(GatheringId, customer, came));
    }

    /// <summary>We know now who the guest is.</summary>
    public void Is(CustomerFacts customer)
    {
        (CustomerId, OwnerId, TeamId) = (customer.Id, customer.OwnerId, customer.TeamId);
        (Name, Email, Phone) = (null, null, null);
    }
}
