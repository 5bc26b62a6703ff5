using System.Globalization;
using Crm.Contracts.Surveys;
using Crm.Platform.Data;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using NodaTime;

namespace Crm.Surveys.Domain;

/// <summary>How often a wave comes back.</summary>
internal enum Repetition { Never, Monthly, Quarterly }

/// <summary>Who is asked at an organisation.</summary>
internal enum WaveContacts { Key, Every }

/// <summary>The mails of a wave, where they are not the ones shipped: texts with placeholders such as {{name}} and {{link}}.</summary>
internal sealed record WaveMails
{
    public static readonly WaveMails Shipped = new();

    public LocalText InviteSubject { get; init; } = new();
    public LocalText InviteText { get; init; } = new();
    public LocalText RemindSubject { get; init; } = new();
    public LocalText RemindText { get; init; } = new();
}

/// <summary>What one answer earns: a coupon, or points.</summary>
/// <param name="Points">Null: what the loyalty programme gives for any survey.</param>
internal sealed record Gift(long? Points, CouponPromise? Coupon = null)
{
    public static readonly Gift Nothing = new(0);

    /// <summary>What it takes from the wave's budget: points, or money in the currency of its coupons.</summary>
    public decimal Cost => Coupon?.Value ?? Points ?? 0;
}

/// <summary>The terms of a wave: when it asks, reminds, stops, rewards and comes back, and whether it knows who said what.</summary>
internal sealed record WaveTerms
{
    public static readonly WaveTerms Plain = new();

    /// <summary>Audience: at organisations the key contact, or every contact that has an address.</summary>
    public WaveContacts Contacts { get; init; }

    /// <summary>Days between what happened and the question; for a contract, days before its end.</summary>
    public int DelayDays { get; init; }

    /// <summary>The launch after which an audience is asked; it opens <see cref="DelayDays"/> later.</summary>
    public DateOnly? LaunchOn { get; init; }

    /// <summary>After a purchase: only of an order with a product whose name holds this.</summary>
    public string? Product { get; init; }

    /// <summary>Days after which somebody who has not finished is reminded; null never.</summary>
    public int? RemindAfterDays { get; init; }

    /// <summary>At most so many reminders.</summary>
    public int RemindMost { get; init; } = 1;

    /// <summary>The wave closes when so many have finished.</summary>
    public int? Quota { get; init; }

    /// <summary>Points for finishing; null: what the loyalty programme gives for any survey.</summary>
    public int? Points { get; init; }

    /// <summary>Instead of points a coupon over this amount.</summary>
    public decimal? CouponValue { get; init; }
    public string? CouponCurrency { get; init; }

    /// <summary>Days a coupon is good from the one it is issued on.</summary>
    public int? CouponDays { get; init; }

    /// <summary>Points, or money in coupons, that this wave may give in all; when they are gone, answers earn nothing more.</summary>
    public decimal? Budget { get; init; }

    public Repetition Repeats { get; init; }

    /// <summary>Who took part is known, what each of them said is not.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Anonymous: the thanks page offers to be called, apart from the answer.</summary>
    public bool OffersContact { get; init; }
}

/// <summary>What a wave needs to be known of it besides whom it asks.</summary>
internal sealed partial class Wave
{
    public WaveContacts Contacts { get; private set; }
    public int DelayDays { get; private set; }
    public DateOnly? LaunchOn { get; private set; }
    public string? Product { get; private set; }
    public int? RemindAfterDays { get; private set; }
    public int RemindMost { get; private set; } = 1;
    public int? Quota { get; private set; }
    public int? Points { get; private set; }
    public decimal? CouponValue { get; private set; }
    public string? CouponCurrency { get; private set; }
    public int? CouponDays { get; private set; }
    public decimal? Budget { get; private set; }
    public Repetition Repeats { get; private set; }
    public bool Anonymous { get; private set; }
    public bool OffersContact { get; private set; }

    /// <summary>Only the customers put on its list.</summary>
    public bool Listed { get; private set; }

    public WaveMails Mails { get; private set; } = WaveMails.Shipped;

    /// <summary>The first wave of the series it belongs to, itself included.</summary>
    public long? SeriesId { get; private set; }

    /// <summary>The wave it repeats; each is repeated once.</summary>
    public long? PreviousId { get; private set; }

    /// <summary>When as many had answered as were wanted.</summary>
    public DateTimeOffset? FullAt { get; private set; }

    public bool Continues => Kind.Continues();

    /// <summary>What an answer earns while the budget lasts.</summary>
    public Gift Gift => CouponValue is { } value ? new(0, new(value, CouponCurrency!, CouponDays!.Value)) : new(Points);

    /// <summary>Answers and what is given for them are counted as they come in; gifts also without a budget, so that one that is set later knows what is gone.</summary>
    public bool Tallies => Quota is not null || Points is not null || CouponValue is not null;

    public WaveTerms Terms => new()
    {
        Contacts = Contacts, DelayDays = DelayDays, LaunchOn = LaunchOn, Product = Product, RemindAfterDays = RemindAfterDays, RemindMost = RemindMost, Quota = Quota, Points = Points,
        CouponValue = CouponValue, CouponCurrency = CouponCurrency, CouponDays = CouponDays, Budget = Budget,
        Repeats = Repeats, Anonymous = Anonymous, OffersContact = OffersContact,
    };

    public void Agree(WaveTerms terms)
    {
        if (State is not (WaveState.Draft or WaveState.Scheduled) && terms.Anonymous != Anonymous) throw new RuleException("surveys.wave.anonymous.fixed", nameof(WaveTerms.Anonymous));
        if (terms.Repeats == Repetition.Monthly && Kind == WaveKind.Audience && RestDays >= 28) throw new RuleException("surveys.wave.monthly.rest", nameof(RestDays));
        // A budget that is being spent stays in its unit, and a coupon that was promised in its currency.
        if (State is not (WaveState.Draft or WaveState.Scheduled) && (CouponValue is not null || Points is not null) && terms.CouponCurrency != CouponCurrency) throw new RuleException("surveys.wave.coupon.fixed", nameof(WaveTerms.CouponValue));
        if (FullAt is not null && (terms.Quota is null || terms.Quota > Quota)) FullAt = null; // there is room again
        (Contacts, DelayDays, LaunchOn, Product, RemindAfterDays, RemindMost) = (terms.Contacts, terms.DelayDays, terms.LaunchOn, terms.Product, terms.RemindAfterDays, terms.RemindMost);
        (Quota, Points, Budget, Repeats) = (terms.Quota, terms.Points, terms.Budget, terms.Repeats);
        (CouponValue, CouponCurrency, CouponDays) = (terms.CouponValue, terms.CouponCurrency, terms.CouponDays);
        (Anonymous, OffersContact) = (terms.Anonymous, terms.Anonymous && terms.OffersContact);
    }

    public void List(bool listed = true) => Listed = listed;

    public void Write(WaveMails mails) => Mails = mails;

    /// <summary>Changes what can change while answers come in.</summary>
    public void Change(string title, DateTimeOffset? closesAt, int linkDays, int restDays, DateTimeOffset at)
    {
        if (ClosesAt - closesAt is { Ticks: >= 0 and < TimeSpan.TicksPerMinute }) closesAt = ClosesAt; // forms have no seconds
        if (closesAt <= at && closesAt != ClosesAt) throw new RuleException("surveys.wave.past", nameof(ClosesAt));
        (Title, ClosesAt, LinkDays, RestDays) = (title, closesAt, linkDays, restDays);
    }

    /// <summary>Moves the beginning of what has not begun.</summary>
    public void Postpone(DateTimeOffset opensAt)
    {
        if (State is WaveState.Draft or WaveState.Scheduled) OpensAt = opensAt;
    }

    /// <summary>As many have answered as were wanted: it closes by itself.</summary>
    public void Fill(DateTimeOffset at)
    {
        FullAt ??= at;
        if (State != WaveState.Closed) (State, ClosedAt, ClosedById) = (WaveState.Closed, at, null);
    }

    /// <summary>
    /// The next of the series: the same questions' latest version, the same audience as it is then, one period later. It waits for its day.
    /// Months are those of the wall clock, counted from the day the series began on: 31 January, 28 February, 31 March.
    /// </summary>
    /// <param name="first">The first wave of the series, which may be this one.</param>
    public Wave Next(Wave first, DateTimeZone zone, DateTimeOffset at)
    {
        var period = Repeats switch { Repetition.Monthly => 1, Repetition.Quarterly => 3, _ => throw new InvalidOperationException("The wave does not repeat.") };
        var (began, here) = (zone.At(first.OpensAt), zone.At(OpensAt));
        var months = (12 * (here.Year - began.Year)) + here.Month - began.Month;
        DateTimeOffset opens;
        do opens = zone.Instant(began.AddMonths(months += period));
        while (ClosesAt + (opens - OpensAt) <= at); // windows that have gone by are left out
        var title = string.Create(CultureInfo.InvariantCulture, $"{first.Title} · {began.AddMonths(months):yyyy-MM}");
        var next = new Wave
        {
            SurveyId = SurveyId, Title = title, Kind = Kind, State = WaveState.Scheduled, OpensAt = opens, ClosesAt = ClosesAt + (opens - OpensAt), LinkDays = LinkDays, RestDays = RestDays,
            Level = Level, SegmentId = SegmentId, Industry = Industry, Region = Region, Listed = Listed, Mails = Mails, SeriesId = SeriesId ?? Id, PreviousId = Id, CreatedAt = at, CreatedById = CreatedById,
        };
        next.Agree(Terms with { LaunchOn = null });
        return next;
    }

    public void BeginSeries() => SeriesId ??= Id;
}

/// <summary>A customer on a wave's list.</summary>
internal sealed class WaveListed
{
    public long WaveId { get; init; }
    public long CustomerId { get; set; }
}

/// <summary>How many answers a wave has taken, and what it has given for them: points, or money in coupons. Counted in the transaction of each answer.</summary>
internal sealed class WaveTally
{
    public long WaveId { get; init; }
    public long Taken { get; init; }
    public decimal Awarded { get; init; }
}

/// <summary>Somebody to be asked when the day comes: N days after what happened to them.</summary>
internal sealed class WaveDue : Entity
{
    WaveDue() { }

    public WaveDue(long waveId, long customerId, string occasion, DateTimeOffset dueAt) => (WaveId, CustomerId, Occasion, DueAt) = (waveId, customerId, occasion, dueAt);

    public long WaveId { get; private set; }
    public long CustomerId { get; private set; }

    /// <summary>What happened ("purchase:5"): asked about once.</summary>
    public string Occasion { get; private set; } = "";

    public DateTimeOffset DueAt { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>Why nobody was asked; null when they were.</summary>
    public Fallout? Outcome { get; private set; }

    public void Done(Fallout? outcome, DateTimeOffset at) => (DoneAt, Outcome) = (at, outcome);
}

/// <summary>Why somebody of an audience is not asked.</summary>
internal enum Fallout { NoAddress, NoConsent, Resting, Pending, Asked, Gone }

/// <summary>A further link to an invitation: a reminder and a printed sheet have their own, since links are stored nowhere.</summary>
internal sealed class InvitationLink
{
    public byte[] TokenHash { get; init; } = [];
    public long InvitationId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Somebody who answered without a name wishes to be called: kept apart from every answer.</summary>
internal sealed class ContactWish : Entity
{
    ContactWish() { }

    public ContactWish(long waveId, long? customerId, long? contactId, string? words, DateTimeOffset day) => (WaveId, CustomerId, ContactId, Words, Day) = (waveId, customerId, contactId, words, day);

    public long WaveId { get; private set; }
    public long? CustomerId { get; private set; }
    public long? ContactId { get; private set; }

    /// <summary>How to reach them, or what about, in their words.</summary>
    public string? Words { get; private set; }

    /// <summary>The day, and no more of the time.</summary>
    public DateTimeOffset Day { get; private set; }

    /// <summary>When it became a call back, or somebody took care of it.</summary>
    public DateTimeOffset? DoneAt { get; private set; }

    public long? DoneById { get; private set; }

    /// <summary>Becomes a call back of the customer.</summary>
    public void CallBack(DateTimeOffset at)
    {
        if (CustomerId is not { } customer) throw new InvalidOperationException("Nobody is known to be called.");
        DoneAt = at;
        Raise(() => new Contracts.Surveys.ContactWished(Id, WaveId, customer, ContactId, at));
    }

    public void Done(long? by, DateTimeOffset at)
    {
        if (DoneAt is null) (DoneAt, DoneById) = (at, by);
    }

    public void MoveTo(long customerId) => CustomerId = customerId;

    public void Forget() => (CustomerId, ContactId, Words) = (null, null, null);
}
