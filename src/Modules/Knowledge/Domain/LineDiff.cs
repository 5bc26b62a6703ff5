namespace Crm.Knowledge.Domain;

/// <summary>What happened to a line.</summary>
internal enum LineChange { Same, Gone, New }

/// <summary>Two texts line by line, by their longest common part.</summary>
internal static class LineDiff
{
    /// <summary>Longer texts are compared as a whole block after their common beginning: the table would be too large.</summary>
    const int Most = 2000;

    public static IReadOnlyList<(LineChange Change, string Text)> Of(string before, string after)
    {
        var (old, now) = (Lines(before), Lines(after));
        var result = new List<(LineChange, string)>();
        var start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start]) result.Add((LineChange.Same, old[start++]));
        var (o, n) = (old[start..], now[start..]);
        var end = 0;
        while (end < o.Length && end < n.Length && o[^(end + 1)] == n[^(end + 1)]) end++;
        var tail = o[(o.Length - end)..];
        (o, n) = (o[..(o.Length - end)], n[..(n.Length - end)]);
        if (o.Length > Most || n.Length > Most) result.AddRange([.. o.Select(l => (LineChange.Gone, l)), .. n.Select(l => (LineChange.New, l))]);
        else result.AddRange(Middle(o, n));
        result.AddRange(tail.Select(l => (LineChange.Same, l)));
        return result;
    }

    static IEnumerable<(LineChange, string)> Middle(string[] old, string[] now)
    {
        // common[i, j]: length of the longest common part of what follows line i and line j.
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        for (int i = 0, j = 0; i < old.Length || j < now.Length;)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j]) { yield return (LineChange.Same, old[i]); i++; j++; }
            else if (i < old.Length && (j == now.Length || common[i + 1, j] >= common[i, j + 1])) yield return (LineChange.Gone, old[i++]);
            else yield return (LineChange.New, now[j++]);
        }
    }

    static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").Split('\n');
}
