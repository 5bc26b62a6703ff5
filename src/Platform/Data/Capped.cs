using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Data;

/// <summary>Counts that stop where the exact number helps nobody any more.</summary>
public static class Capped
{
    /// <summary>The rows that such a count looks at.</summary>
    public static IQueryable<T> UpTo<T>(this IQueryable<T> rows, int most) => rows.OrderBy(_ => 0).Take(most + 1);

    /// <summary>How many rows there are, at most one more than <paramref name="most"/>: which ones are counted does not matter, so no order is asked for.</summary>
    public static Task<int> CountUpTo<T>(this IQueryable<T> rows, int most, CancellationToken ct) => rows.UpTo(most).CountAsync(ct);
}
