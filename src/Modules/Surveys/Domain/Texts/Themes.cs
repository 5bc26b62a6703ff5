namespace Crm.Surveys.Domain.Texts;

/// <summary>Words that come together, as what people talk about.</summary>
/// <param name="Words">The most frequent first.</param>
internal sealed record Theme(IReadOnlyList<string> Words);

/// <summary>Themes of comments by the words that come together in them.</summary>
internal static class ThemeFinder
{
    /// <summary>So many different words are looked at, the most frequent ones.</summary>
    public const int MostWords = 150;

    /// <summary>A comment is of a theme when at least so many of its words stand in it.</summary>
    public const int Together = 2;

    /// <summary>A pair that comes together less often is chance.</summary>
    const int FewestTogether = 3;

    /// <summary>G² of a probability of 0.001.</summary>
    const double Significant = 10.83;

    const int MostOfTheme = 6;

    /// <summary>
    /// Two words belong together when they share comments more often than chance would have it (log-likelihood ratio), and the more
    /// so the greater their association strength c(ij) n / (c(i) c(j)) is (van Eck and Waltman, "How to normalize co-occurrence
    /// data?", JASIST 60, 2009). Groups are found by joining those that raise modularity most until none does (Clauset,
    /// Newman and Moore, "Finding community structure in very large networks", Physical Review E 70, 2004). Ties fall by
    /// the order of the words, so that the same comments give the same themes.
    /// </summary>
    /// <param name="words">Words with the number of comments they stand in, the most frequent first.</param>
    /// <param name="comments">Each comment as indices into them.</param>
    public static IReadOnlyList<Theme> Of(IReadOnlyList<(string Word, long N)> words, IReadOnlyCollection<int[]> comments)
    {
        var count = Math.Min(words.Count, MostWords);
        var n = (double)comments.Count;
        if (count < 2 || n < FewestTogether) return [];
        var single = new int[count];
        var together = new int[count, count];
        foreach (var comment in comments)
            for (var a = 0; a < comment.Length; a++)
            {
                if (comment[a] >= count) continue;
                single[comment[a]]++;
                for (var b = a + 1; b < comment.Length; b++)
                    if (comment[b] < count) together[Math.Min(comment[a], comment[b]), Math.Max(comment[a], comment[b])]++;
            }
        var strength = new double[count, count];
        double total = 0;
        for (var i = 0; i < count; i++)
            for (var j = i + 1; j < count; j++)
            {
                int both = together[i, j];
                if (both < FewestTogether) continue;
                var association = both * n / ((double)single[i] * single[j]);
                if (association <= 1 || WordStatistics.LogLikelihood(both, single[i] - both, single[j] - both, n - single[i] - single[j] + both) < Significant) continue;
                strength[i, j] = strength[j, i] = association;
                total += 2 * association;
            }
        if (total == 0) return [];
        return [.. Groups(strength, count, total).Where(g => g.Count > 1).Select(g => new Theme([.. g.OrderByDescending(w => single[w]).ThenBy(w => words[w].Word, StringComparer.Ordinal).Take(MostOfTheme).Select(w => words[w].Word)])).OrderBy(t => t.Words[0], StringComparer.Ordinal)];
    }

    static List<List<int>> Groups(double[,] strength, int count, double total)
    {
        var groups = Enumerable.Range(0, count).Select(i => new List<int> { i }).ToList();
        var degree = Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count).Sum(j => strength[i, j]) / total).ToList();
        var between = new List<List<double>>();
        for (var i = 0; i < count; i++) between.Add([.. Enumerable.Range(0, count).Select(j => strength[i, j] / total)]);
        while (true)
        {
            var (best, from, into) = (1e-12, -1, -1);
            for (var i = 0; i < groups.Count; i++)
                for (var j = i + 1; j < groups.Count; j++)
                {
                    if (between[i][j] == 0) continue;
                    var gain = 2 * (between[i][j] - (degree[i] * degree[j]));
                    if (gain > best + 1e-12) (best, into, from) = (gain, i, j);
                }
            if (from < 0) return groups;
            groups[into].AddRange(groups[from]);
            degree[into] += degree[from];
            for (var k = 0; k < groups.Count; k++)
            {
                between[into][k] += between[from][k];
                between[k][into] = between[into][k];
            }
            groups.RemoveAt(from);
            degree.RemoveAt(from);
            between.RemoveAt(from);
            foreach (var row in between) row.RemoveAt(from);
        }
    }
}
