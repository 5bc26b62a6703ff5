using Crm.Platform.Users;
using MediatR;

namespace Crm.Platform.Search;

/// <summary>Asks every module's search source, best finds first within each.</summary>
[OpenToAll("each source obeys the reader's own rights")]
public static class SearchEverything
{
    /// <summary>Longest text that is looked for.</summary>
    public const int MaxLength = 200;

    /// <summary>What to look for, and how many finds of each kind.</summary>
    public sealed record Query(string? Text, int PerSource = 5) : IRequest<IReadOnlyList<SearchHit>>;

    internal sealed class Handler(IEnumerable<ISearchSource> sources) : IRequestHandler<Query, IReadOnlyList<SearchHit>>
    {
        public async Task<IReadOnlyList<SearchHit>> Handle(Query query, CancellationToken ct)
        {
            var text = query.Text?.Trim() ?? "";
            if (text.Length is 0 or > MaxLength) return [];
            var hits = new List<SearchHit>();
            // One after the other: the sources share the request's scope, and a context answers one question at a time.
            foreach (var source in sources.OrderBy(s => s.Order)) hits.AddRange(await source.Find(text, query.PerSource, ct));
            return hits;
        }
    }
}
