using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Data;

/// <summary>Counts that stop where the exact number helps nobody any more.</summary>
public static class Capped
{
    static IQueryable<T> UpTo<T>(this IQueryable<T> rows, int most) => rows.OrderBy(_ => 0).Take(most + 1);

    /// <summary>How many rows there are, at most one more than <paramref name="most"/>: which ones are counted does not matter, so no order is asked for.</summary>
    public static Task<int> CountUpTo<T>(this IQueryable<T> rows, int most, CancellationToken ct) => rows.UpTo(most).CountAsync(ct);

    /// <summary>The same of several lists at once, by their keys: each is counted where it is read, all in one round trip.</summary>
    public static async Task<Dictionary<long, int>> CountUpTo<T>(this IReadOnlyDictionary<long, IQueryable<T>> lists, int most, CancellationToken ct)
    {
        if (lists.Count == 0) return [];
        var counts = lists.Select(list => Of(list.Key, list.Value)).Aggregate((all, more) => all.Concat(more));
        var found = await counts.ToDictionaryAsync(c => c.Key, c => c.Count, ct);
        return lists.Keys.ToDictionary(key => key, key => found.GetValueOrDefault(key));

        IQueryable<Counted> Of(long key, IQueryable<T> rows) => rows.UpTo(most).Select(_ => key).GroupBy(k => k).Select(g => new Counted { Key = g.Key, Count = g.Count() });
    }

    // EF joins what is named by member, not what a constructor takes.
    sealed class Counted
    {
        public long Key { get; init; }
        public int Count { get; init; }
    }
}
