using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;

namespace Crm.Tickets.Domain;

/// <summary>What a customer is given.</summary>
internal enum GoodwillKind { Points, Coupon }

/// <summary>How far a grant has come.</summary>
internal enum GoodwillState { Waiting, Granted, Declined, Withdrawn, TakenBack }

/// <summary>What is given: points, or money in a currency as a coupon.</summary>
internal sealed record GoodwillGift(GoodwillKind Kind, long? Points, decimal? Amount, string? Currency, DateOnly? LastDay);

/// <summary>Points or a coupon for what went wrong on a ticket.</summary>
internal sealed class Goodwill : Entity, IOwned, IAudited, IAboutSubject
{
    public const int TextLength = 2000;

    Goodwill() { }

    /// <summary>Asks for it; <paramref name="within"/> says that the asker may give so much by themselves, and then it is given.</summary>
    public static Goodwill Ask(Guid publicId, long ticketId, TicketType type, long customerId, long? teamId, GoodwillGift gift, long causeId, string? words, bool within, long by, DateTimeOffset at)
    {
        var row = new Goodwill
        {
            PublicId = publicId, TicketId = ticketId, Type = type, CustomerId = customerId, TeamId = teamId, OwnerId = by, Kind = gift.Kind, Points = gift.Points, Amount = gift.Amount, Currency = gift.Currency, LastDay = gift.LastDay,
            CauseId = causeId, Words = string.IsNullOrWhiteSpace(words) ? null : words.Trim(), AskedAt = at,
        };
        if (within) row.Grant(at);
        return row;
    }

    /// <summary>Made by whoever asks, so that the same form sent twice asks once.</summary>
    public Guid PublicId { get; private set; }
    public long TicketId { get; private set; }
    public TicketType Type { get; private set; }
    public long CustomerId { get; private set; }
    long? IAboutSubject.SubjectId => CustomerId;

    /// <summary>Who asked, and the team the ticket was in.</summary>
    public long? OwnerId { get; private set; }
    public long? TeamId { get; private set; }

    public GoodwillKind Kind { get; private set; }
    public long? Points { get; private set; }
    public decimal? Amount { get; private set; }
    public string? Currency { get; private set; }
    public DateOnly? LastDay { get; private set; }
    public long CauseId { get; private set; }

    /// <summary>To the customer; they are mailed once it is booked.</summary>
    [NotAudited]
    public string? Words { get; private set; }

    public GoodwillState State { get; private set; }
    public DateTimeOffset AskedAt { get; private set; }
    public DateTimeOffset? GrantedAt { get; private set; }

    /// <summary>Who approved or declined; nobody where the asker's own limit sufficed.</summary>
    public long? DecidedById { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    [NotAudited]
    public string? DecisionNote { get; private set; }

    /// <summary>Points or coupon have arrived with the customer.</summary>
    public DateTimeOffset? BookedAt { get; private set; }
    public long? TakenBackById { get; private set; }
    public DateTimeOffset? TakenBackAt { get; private set; }
    [NotAudited]
    public string? TakenBackNote { get; private set; }

    public void Approve(string? note, long by, DateTimeOffset at)
    {
        Decide(note, by, at);
        Grant(at);
    }

    public void Decline(string reason, long by, DateTimeOffset at)
    {
        Decide(reason, by, at);
        State = GoodwillState.Declined;
    }

    /// <summary>Whoever asked thinks better of it.</summary>
    public void Withdraw(long by, DateTimeOffset at)
    {
        if (by != OwnerId) throw new RuleException("tickets.goodwill.rule.not_yours");
        if (State != GoodwillState.Waiting) throw new RuleException("tickets.goodwill.rule.not_waiting");
        (State, DecidedAt) = (GoodwillState.Withdrawn, at);
    }

    /// <summary>What was given is taken back.</summary>
    public void TakeBack(string reason, long by, DateTimeOffset at)
    {
        if (State != GoodwillState.Granted) throw new RuleException("tickets.goodwill.rule.not_granted");
        (State, TakenBackById, TakenBackAt, TakenBackNote) = (GoodwillState.TakenBack, by, at, reason.Trim());
        Raise(() => new GoodwillTakenBack(PublicId, TicketId, CustomerId, at));
    }

    /// <summary>True the first time.</summary>
    public bool Booked(DateTimeOffset at)
    {
        if (BookedAt is not null) return false;
        BookedAt = at;
        return true;
    }

    void Decide(string? note, long by, DateTimeOffset at)
    {
        if (State != GoodwillState.Waiting) throw new RuleException("tickets.goodwill.rule.not_waiting");
        if (by == OwnerId) throw new RuleException("tickets.goodwill.rule.own");
        (DecidedById, DecidedAt, DecisionNote) = (by, at, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
    }

    void Grant(DateTimeOffset at)
    {
        (State, GrantedAt) = (GoodwillState.Granted, at);
        Raise(() => new GoodwillGranted(PublicId, TicketId, CustomerId, Points, Amount, Currency, LastDay, at));
    }
}

/// <summary>How much somebody may give by themselves, of points and of money: at once, and in a month.</summary>
internal sealed record GoodwillLimit(long PointsAtOnce, long PointsAMonth, decimal MoneyAtOnce, decimal MoneyAMonth)
{
    public bool Allows(GoodwillGift gift, string currency, long pointsGiven, decimal moneyGiven) => gift.Kind == GoodwillKind.Points
        ? gift.Points <= PointsAtOnce && gift.Points + pointsGiven <= PointsAMonth
        : gift.Currency == currency && gift.Amount <= MoneyAtOnce && gift.Amount + moneyGiven <= MoneyAMonth;
}
