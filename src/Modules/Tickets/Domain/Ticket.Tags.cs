using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Platform.UseCases;

namespace Crm.Tickets.Domain;

/// <summary>A word tickets are sorted by. Once used it is offered to everybody.</summary>
internal sealed class Tag
{
    public const int Length = 40;

    public required string Name { get; init; }

    /// <summary>As people type it: without blanks at its ends, and without the sign that some put in front.</summary>
    public static string Clean(string text) => text.Trim().TrimStart('#').Trim();
}

internal sealed partial class Ticket
{
    public const int MostTags = 20;

    /// <summary>In the order they were put on.</summary>
    public string[] Tags { get; private set; } = [];

    /// <summary>Somebody wants to hear of what happens here.</summary>
    [NotAudited]
    public bool Watched { get; private set; }

    /// <summary>Makes the tags exactly these.</summary>
    public void Tag(IEnumerable<string> tags, long? by, DateTimeOffset at)
    {
        string[] wanted = [.. tags.Select(Domain.Tag.Clean).Where(t => t.Length > 0).DistinctBy(t => t.ToUpperInvariant())];
        if (wanted.Length > MostTags) throw new RuleException("tickets.rule.too_many_tags", "Tags", MostTags);
        if (wanted.SequenceEqual(Tags)) return;
        Log(HistoryKind.Tags, Tags.Length == 0 ? null : string.Join(", ", Tags), wanted.Length == 0 ? null : string.Join(", ", wanted), by, at);
        Tags = wanted;
    }

    /// <summary>From now on what happens is told.</summary>
    public void Watch() => Watched = true;

    void Tell(WatchedChange what, Guid? message, long? by, DateTimeOffset at)
    {
        var status = Status;
        if (Watched) Raise(() => new WatchedTicketChanged(Id, CustomerId, what, status, message, by, at));
    }
}
