namespace Crm.Contracts.Surveys;

/// <summary>How an answer came in.</summary>
public enum ResponseSource { Link, Phone, Import }

/// <summary>A coupon promised for an answer: good for so many days from the one it is issued on.</summary>
public sealed record CouponPromise(decimal Value, string Currency, int Days);

/// <summary>
/// A survey was finished. <paramref name="Headline"/> is the 1-5 headline item; <paramref name="Nps"/> 0-10.
/// <paramref name="Low"/>: the headline is at or below the low mark (without a headline: NPS &lt;= 6), so that a call back is owed.
/// </summary>
public sealed record ResponseFinished(long ResponseId, long SurveyId, long? WaveId, long? CustomerId, long? ContactId, long? TicketId, int? Headline, int? Nps, bool Low, DateTimeOffset At) : IEvent
{
    /// <summary>The call back after which the customer was asked again: what is said is about it, and owes no other one.</summary>
    public long? FollowUpId { get; init; }

    /// <summary>What the wave promised for an answer; null: what the loyalty programme gives for any.</summary>
    public long? Points { get; init; }

    /// <summary>The coupon the wave gives for it.</summary>
    public CouponPromise? Coupon { get; init; }

    /// <summary>How it came in: what was given elsewhere earns nothing here.</summary>
    public ResponseSource Source { get; init; }
}

/// <summary>A customer took part in an anonymous wave: told with everybody else of the day, and never with which answer was theirs.</summary>
/// <param name="Points">What the wave promised; null: what the loyalty programme gives for any answer.</param>
/// <param name="At">When the day began.</param>
public sealed record ParticipationRewarded(long WaveId, long CustomerId, long? Points, DateTimeOffset At) : IEvent
{
    /// <summary>Who of an organisation took part.</summary>
    public long? ContactId { get; init; }

    /// <summary>The coupon the wave gives for it.</summary>
    public CouponPromise? Coupon { get; init; }
}

/// <summary>Somebody who answered without a name wishes to be called back.</summary>
public sealed record ContactWished(long WishId, long WaveId, long CustomerId, long? ContactId, DateTimeOffset At) : IEvent;

/// <summary>A customer no longer wishes to be asked by survey.</summary>
public sealed record SurveysDeclined(long CustomerId, DateTimeOffset At) : IEvent;

/// <summary>After a call back the customer was asked whether it has helped: the question left.</summary>
public sealed record ResurveySent(long FollowUpId, DateTimeOffset At) : IEvent;

/// <summary>What other modules may know of an answer.</summary>
/// <param name="Comment">Free text of the answer as everybody may read it, without what identifies anybody.</param>
public sealed record ResponseFacts(long Id, string SurveyTitle, long? CustomerId, long? TicketId, int? Headline, int? Nps, string? Comment, DateTimeOffset FinishedAt);

/// <summary>Free text of an answer as typed: a rule looks for words in it, nobody is shown it.</summary>
/// <param name="Language">The language it was given in: zh-CN or en.</param>
public sealed record ResponseWords(string Text, string Language);

/// <summary>Reads answers in batches; unknown ids are left out, and so are anonymous answers, which are shown in figures alone.</summary>
public interface ISurveyResponses
{
    /// <summary>Facts by id.</summary>
    Task<IReadOnlyDictionary<long, ResponseFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>Free texts by id, where there are any.</summary>
    Task<IReadOnlyDictionary<long, ResponseWords>> WordsOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>The latest headline score of each customer.</summary>
    Task<IReadOnlyDictionary<long, ResponseFacts>> LatestOf(IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>The latest answers a contact of a customer has given, newest first, as far as the current user may read results.</summary>
    Task<IReadOnlyList<ResponseFacts>> OfContact(long customerId, long contactId, int limit, CancellationToken ct);

    /// <summary>Finished answers by id order, for copies and so without their comments: those after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<ResponseFacts>> Page(long afterId, int limit, CancellationToken ct);

    /// <summary>Titles of all surveys by id, in the reader's language.</summary>
    Task<IReadOnlyDictionary<long, string>> Titles(CancellationToken ct);
}
