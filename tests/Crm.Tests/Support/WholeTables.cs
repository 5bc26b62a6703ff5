using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Crm.Tests.Support;

/// <summary>
/// "The first of each" inside a projection becomes a window over a whole table when EF can turn the correlation into a join:
/// a page of one customer then numbers the rows of all. Such a query fails here, where it would only be slow at size.
/// </summary>
internal sealed partial class WholeTables : DbCommandInterceptor
{
    public static readonly WholeTables Refused = new();

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Look(command, eventData, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) => new(Look(command, eventData, result));

    static InterceptionResult<DbDataReader> Look(DbCommand command, CommandEventData data, InterceptionResult<DbDataReader> result) =>
        data.CommandSource == CommandSource.LinqQuery && Unfiltered().IsMatch(command.CommandText)
            ? throw new InvalidOperationException("This query numbers the rows of a whole table to take the first of each: ask for them in a query of its own, or take all and cut in memory.\n" + command.CommandText)
            : result;

    [GeneratedRegex(@"ROW_NUMBER\(\) OVER\(PARTITION BY [^)]*\) AS ""?row""?\s+FROM \S+ AS \S+\s+\)")]
    private static partial Regex Unfiltered();
}
