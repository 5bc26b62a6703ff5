using Crm.Surveys.Domain.Stats;

namespace Crm.Surveys.Domain;

/// <summary>One cell: how many, and its share of row and column; empty where it is not shown.</summary>
internal sealed record CrossCell(long? N, double? OfRow, double? OfColumn);

/// <summary>Two questions or facets crossed.</summary>
/// <param name="Association">Null where a side is a multiple choice, whose answers are not apart, or has one line only, or where cells are hidden.</param>
internal sealed record CrossTable(IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<CrossCell>> Cells, IReadOnlyList<long> RowTotals, IReadOnlyList<long> ColumnTotals, long N, bool Several, bool Hidden, Association? Association)
{
    /// <summary>Lines on a side that are shown at most; the most frequent ones. Totals and test are of all.</summary>
    public const int Most = 20;

    /// <summary>Lines and columns that are not shown.</summary>
    public int MoreRows { get; private init; }
    public int MoreColumns { get; private init; }

    /// <param name="side">The values an answer has on a side: none, one, or of a multiple choice several.</param>
    /// <param name="order">The order of the values; null: the most frequent first.</param>
    public static CrossTable Of(AnswerTable table, IReadOnlyList<int> rows, Func<int, IEnumerable<string>> side, Func<int, IEnumerable<string>> other, bool several, IReadOnlyList<string>? order = null, IReadOnlyList<string>? otherOrder = null)
    {
        var counts = new Dictionary<(string, string), long>();
        var anonymous = new Dictionary<(string, string), long>();
        var (rowTotals, columnTotals) = (new Dictionary<string, long>(), new Dictionary<string, long>());
        long n = 0;
        foreach (var row in rows)
        {
            var (left, right) = (side(row).ToList(), other(row).ToList());
            if (left.Count == 0 || right.Count == 0) continue;
            n++;
            foreach (var a in left) rowTotals[a] = rowTotals.GetValueOrDefault(a) + 1;
            foreach (var b in right) columnTotals[b] = columnTotals.GetValueOrDefault(b) + 1;
            foreach (var a in left)
            {
                foreach (var b in right)
                {
                    counts[(a, b)] = counts.GetValueOrDefault((a, b)) + 1;
                    if (table.IsAnonymous(row)) anonymous[(a, b)] = anonymous.GetValueOrDefault((a, b)) + 1;
                }
            }
        }
        var (allLines, allColumns) = (Ordered(rowTotals, order), Ordered(columnTotals, otherOrder));
        var (lines, columns) = (allLines.Take(Most).ToList(), allColumns.Take(Most).ToList());
        // One cell of a line would follow from the line's sum: where anonymous answers are among them, all is shown or nothing.
        var hidden = anonymous.Count > 0 && anonymous.Values.Any(c => c < AnonymousGuard.Least);
        var cells = lines.Select(a => (IReadOnlyList<CrossCell>)[.. columns.Select(b =>
        {
            var count = counts.GetValueOrDefault((a, b));
            return hidden ? new CrossCell(null, null, null) : new CrossCell(count, rowTotals[a] == 0 ? null : (double)count / rowTotals[a], columnTotals[b] == 0 ? null : (double)count / columnTotals[b]);
        })]).ToList();
        var association = several || hidden || lines.Count == 0 ? null : CrossTables.Independence([.. allLines.Select(a => allColumns.Select(b => counts.GetValueOrDefault((a, b))).ToArray())]);
        return new(lines, columns, cells, [.. lines.Select(a => hidden ? 0 : rowTotals[a])], [.. columns.Select(b => hidden ? 0 : columnTotals[b])], n, several, hidden, association) { MoreRows = allLines.Count - lines.Count, MoreColumns = allColumns.Count - columns.Count };
    }

    static List<string> Ordered(Dictionary<string, long> totals, IReadOnlyList<string>? order) =>
        order is null ? [.. totals.OrderByDescending(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Key)] : [.. order.Where(totals.ContainsKey)];
}
