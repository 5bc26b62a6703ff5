namespace Crm.Contracts.Surveys;

/// <summary>How an answer came in.</summary>
public enum ResponseSource { Link, Phone, Import }

/// <summary>
/// A survey was finished. <paramref name="Headline"/> is the 1-5 headline item; <paramref name="Nps"/> 0-10.
/// <paramref name="Low"/>: the headline is at or below the low mark (without a headline: NPS &lt;= 6), so that a call back is owed.
/// </summary>
public sealed record ResponseFinished(long ResponseId, long SurveyId, long? WaveId, long? CustomerId, long? ContactId, long? TicketId, int? Headline, int? Nps, bool Low, DateTimeOffset At) : IEvent
{
    /// <summary>The call back after which the customer was asked again: what is said is about it, and owes no other one.</summary>
    public long? FollowUpId { get; init; }
}

/// <summary>What other modules may know of an answer.</summary>
/// <param name="Comment">Free text of the answer, as typed.</param>
public sealed record ResponseFacts(long Id, string SurveyTitle, long? CustomerId, long? TicketId, int? Headline, int? Nps, string? Comment, DateTimeOffset FinishedAt)
{
    /// <summary>The language it was given in: zh-CN or en.</summary>
    public string Language { get; init; } = "";
}

/// <summary>Reads answers in batches; unknown ids are left out.</summary>
public interface ISurveyResponses
{
    /// <summary>Facts by id.</summary>
    Task<IReadOnlyDictionary<long, ResponseFacts>> FactsOf(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>The latest headline score of each customer.</summary>
    Task<IReadOnlyDictionary<long, ResponseFacts>> LatestOf(IReadOnlyCollection<long> customerIds, CancellationToken ct);

    /// <summary>The latest answers a contact of a customer has given, newest first, as far as the current user may read results.</summary>
    Task<IReadOnlyList<ResponseFacts>> OfContact(long customerId, long contactId, int limit, CancellationToken ct);

    /// <summary>Finished answers by id order, for copies: those after <paramref name="afterId"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<ResponseFacts>> Page(long afterId, int limit, CancellationToken ct);

    /// <summary>Titles of all surveys by id, in the reader's language.</summary>
    Task<IReadOnlyDictionary<long, string>> Titles(CancellationToken ct);
}
