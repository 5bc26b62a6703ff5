namespace Crm.Platform.Web;

/// <summary>One event in the life of a customer.</summary>
/// <param name="Kind">Source's kind, for the filter and its resource key "timeline.{Kind}".</param>
/// <param name="Title">What happened, in the reader's language.</param>
/// <param name="Body">More of it, plain text, or null.</param>
/// <param name="Url">Where it opens, or null.</param>
/// <param name="Key">Unique within the kind; orders entries of the same instant.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Kind, string Icon, string Title, string? Body, string? Url, string? Who, long Key);

/// <summary>A module's part of the timeline on the 360 page. Obeys the current user's scope.</summary>
public interface ITimelineSource
{
    /// <summary>The kinds it yields.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>At most <paramref name="limit"/> entries of a customer strictly before <paramref name="before"/>, newest first.</summary>
    Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct);
}
