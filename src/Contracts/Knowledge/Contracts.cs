namespace Crm.Contracts.Knowledge;

/// <summary>Who may read an article: its writers, the staff, everybody, or nobody any more.</summary>
public enum ArticleState { Draft, Review, Internal, Public, Archived }

/// <summary>An article may be read from now on; <paramref name="Public"/>: by customers too.</summary>
public sealed record ArticlePublished(long ArticleId, bool Public, DateTimeOffset At) : IEvent;

/// <summary>A published article was taken back or archived.</summary>
public sealed record ArticleWithdrawn(long ArticleId, DateTimeOffset At) : IEvent;
