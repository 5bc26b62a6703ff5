namespace Crm.Platform.Search;

/// <summary>One find of the global search.</summary>
/// <param name="Kind">Resource key of what it is ("search.customer").</param>
/// <param name="Detail">A second line: number, phone (masked as the reader's rights demand), state.</param>
public sealed record SearchHit(string Kind, string Icon, string Title, string Detail, string Url);

/// <summary>A module's part of the global search and the command palette. Obeys the current user's scope; without the right it finds nothing.</summary>
public interface ISearchSource
{
    /// <summary>Position of its group in the results.</summary>
    int Order { get; }

    /// <summary>The best finds, at most <paramref name="limit"/>. Two Chinese characters, a number with or without letter and zeros, a phone.</summary>
    Task<IReadOnlyList<SearchHit>> Find(string text, int limit, CancellationToken ct);
}
