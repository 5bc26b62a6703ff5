using MathNet.Numerics.Distributions;

namespace Crm.Surveys.Domain.Texts;

/// <summary>In how many answers a word stands: among all, and among those with a low score.</summary>
/// <param name="Scored">Answers with the word that gave a score; <paramref name="Low"/> are some of them.</param>
internal sealed record WordCount(string Word, long N, long Scored, long Low);

/// <summary>A word that low scorers use more than others.</summary>
/// <param name="LogLikelihood">G², one degree of freedom.</param>
/// <param name="P">Corrected for the number of words that were tried.</param>
internal sealed record TypicalWord(string Word, long N, long Low, double LowShare, double OtherShare, double LogLikelihood, double P);

internal static class WordStatistics
{
    /// <summary>A word that fewer low scorers use is an anecdote.</summary>
    public const int Fewest = 3;

    /// <summary>
    /// Log-likelihood ratio of a 2 x 2 table: G² = 2 Σ O ln(O / E) (Dunning, "Accurate Methods for the Statistics of
    /// Surprise and Coincidence", Computational Linguistics 19, 1993). Holds for rare words too, where chi-square does not.
    /// </summary>
    /// <param name="a">With the word, low.</param>
    /// <param name="b">With the word, other.</param>
    /// <param name="c">Without, low.</param>
    /// <param name="d">Without, other.</param>
    public static double LogLikelihood(double a, double b, double c, double d)
    {
        var n = a + b + c + d;
        if (n <= 0) return 0;
        double Cell(double observed, double row, double column) => observed <= 0 ? 0 : observed * Math.Log(observed * n / (row * column));
        return Math.Max(0, 2 * (Cell(a, a + b, a + c) + Cell(b, a + b, b + d) + Cell(c, c + d, a + c) + Cell(d, c + d, b + d)));
    }

    /// <summary>
    /// Words that low scorers use more often than the others, the surest first. Probabilities come from chi-square with one
    /// degree of freedom, corrected for all words tried (Holm, "A simple sequentially rejective multiple test procedure",
    /// Scandinavian Journal of Statistics 6, 1979).
    /// </summary>
    /// <param name="scored">Answers with a comment and a score; <paramref name="low"/> of them are low.</param>
    public static IReadOnlyList<TypicalWord> Typical(IEnumerable<WordCount> words, long scored, long low, int most)
    {
        var others = scored - low;
        if (low == 0 || others <= 0) return [];
        var tried = words.Where(w => w.Scored >= Fewest).Select(w => (Word: w, G: LogLikelihood(w.Low, w.Scored - w.Low, low - w.Low, others - (w.Scored - w.Low)))).OrderByDescending(w => w.G).ThenBy(w => w.Word.Word, StringComparer.Ordinal).ToList();
        var found = new List<TypicalWord>();
        var least = 0.0;
        for (var rank = 0; rank < tried.Count; rank++)
        {
            var (word, g) = tried[rank];
            var p = 1 - ChiSquared.CDF(1, g);
            least = Math.Min(1, Math.Max(least, p * (tried.Count - rank)));
            var (lowShare, otherShare) = (word.Low / (double)low, (word.Scored - word.Low) / (double)others);
            if (lowShare > otherShare && word.Low >= Fewest) found.Add(new(word.Word, word.Scored, word.Low, lowShare, otherShare, g, least));
        }
        return [.. found.Take(most)];
    }
}
