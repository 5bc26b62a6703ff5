namespace Crm.Knowledge.Domain;

/// <summary>How often an article was read in a language on a day.</summary>
internal sealed class ViewDay
{
    public DateOnly Day { get; init; }
    public long ArticleId { get; init; }
    public string Language { get; init; } = "";
    public int Views { get; init; }
}

/// <summary>What was looked for on a day, in words alone.</summary>
internal sealed class SearchDay
{
    public DateOnly Day { get; init; }
    public string Language { get; init; } = "";
    public string Words { get; init; } = "";
    public int Searches { get; init; }
    /// <summary>Those that found nothing.</summary>
    public int Misses { get; init; }
}

/// <summary>An article that has to do with a ticket.</summary>
internal sealed class TicketLink
{
    public long ArticleId { get; init; }
    public long TicketId { get; init; }
    public long? ById { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>Counts the changes of what the help centre shows: a page rendered under another number is out of date, on whichever host.</summary>
internal sealed class Revision
{
    public const long Only = 1;

    public long Id { get; init; }
    public long Number { get; init; }
}
