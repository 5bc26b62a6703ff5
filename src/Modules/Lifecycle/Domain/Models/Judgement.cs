using Crm.Platform.Stats;

namespace Crm.Lifecycle.Domain.Models;

/// <summary>A share of the scale, of those who were given about the same chance: what was said and what came.</summary>
internal sealed record CalibrationBand(long N, double Predicted, long Hits, double Observed, double Low, double High);

/// <summary>How well scores tell those it happened to from those it did not.</summary>
/// <param name="Auc">Chance that one of the former has the higher score; .5 is a coin.</param>
internal sealed record Discrimination(double Auc, double Low, double High, long Hits, long Others);

/// <summary>Judges scores by what came afterwards.</summary>
internal static class Judgement
{
    const double Z95 = 1.959963984540054;

    /// <summary>
    /// Area under the ROC curve as the statistic of Mann and Whitney, ties counted half (J. A. Hanley, B. J. McNeil, Radiology
    /// 143, 1982, 29-36), with the interval of E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44, 1988, 837-845,
    /// by midranks as X. Sun and W. Xu compute it (IEEE Signal Processing Letters 21, 2014). Null without both kinds.
    /// </summary>
    public static Discrimination? Auc(IReadOnlyList<double> scores, IReadOnlyList<bool> outcomes)
    {
        var hits = Enumerable.Range(0, scores.Count).Where(i => outcomes[i]).Select(i => scores[i]).ToArray();
        var others = Enumerable.Range(0, scores.Count).Where(i => !outcomes[i]).Select(i => scores[i]).ToArray();
        if (hits.Length == 0 || others.Length == 0) return null;
        var all = MidRanks([.. hits, .. others]);
        var (ofHits, ofOthers) = (MidRanks(hits), MidRanks(others));
        var (m, n) = ((double)hits.Length, (double)others.Length);
        var placed = Enumerable.Range(0, hits.Length).Select(i => (all[i] - ofHits[i]) / n).ToArray();
        var beaten = Enumerable.Range(0, others.Length).Select(j => 1 - ((all[hits.Length + j] - ofOthers[j]) / m)).ToArray();
        var auc = placed.Average();
        var error = Math.Sqrt((Variance(placed) / m) + (Variance(beaten) / n));
        return new(auc, Math.Max(0, auc - (Z95 * error)), Math.Min(1, auc + (Z95 * error)), hits.Length, others.Length);
    }

    /// <summary>Mean squared difference of what was said and what came (G. W. Brier, Monthly Weather Review 78, 1950, 1-3).</summary>
    public static double Brier(IReadOnlyList<double> probabilities, IReadOnlyList<bool> outcomes) =>
        probabilities.Count == 0 ? double.NaN : Enumerable.Range(0, probabilities.Count).Average(i => (probabilities[i] - (outcomes[i] ? 1 : 0)) * (probabilities[i] - (outcomes[i] ? 1 : 0)));

    /// <summary>Tenths of those scored, lowest first: the mean chance that was said beside the share it came true for.</summary>
    public static IReadOnlyList<CalibrationBand> Calibration(IReadOnlyList<double> probabilities, IReadOnlyList<bool> outcomes, int bands = 10)
    {
        var order = Enumerable.Range(0, probabilities.Count).OrderBy(i => probabilities[i]).ToArray();
        var found = new List<CalibrationBand>();
        for (var band = 0; band < bands; band++)
        {
            var part = order[(order.Length * band / bands)..(order.Length * (band + 1) / bands)];
            if (part.Length == 0) continue;
            var hits = part.LongCount(i => outcomes[i]);
            var (low, high) = Shares.Wilson(hits, part.Length);
            found.Add(new(part.Length, part.Average(i => probabilities[i]), hits, hits / (double)part.Length, low, high));
        }
        return found;
    }

    /// <summary>How many times more often it came true in the tenth with the highest scores than in all. Of a tie at the border, the share that fits. Null when it came true for nobody.</summary>
    public static double? TopDecileLift(IReadOnlyList<double> scores, IReadOnlyList<bool> outcomes)
    {
        var total = outcomes.Count(o => o);
        if (total == 0) return null;
        var top = Math.Max(1, (scores.Count + 9) / 10);
        var (left, hits) = ((double)top, 0.0);
        foreach (var tie in Enumerable.Range(0, scores.Count).GroupBy(i => scores[i]).OrderByDescending(g => g.Key))
        {
            var (size, came) = (tie.Count(), tie.Count(i => outcomes[i]));
            hits += came * Math.Min(1, left / size);
            left -= size;
            if (left <= 0) break;
        }
        return hits / top / (total / (double)scores.Count);
    }

    static double Variance(double[] values)
    {
        if (values.Length < 2) return 0;
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }

    static double[] MidRanks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        for (var i = 0; i < order.Length;)
        {
            var j = i;
            while (j < order.Length && values[order[j]] == values[order[i]]) j++;
            for (var k = i; k < j; k++) ranks[order[k]] = ((i + j - 1) / 2.0) + 1;
            i = j;
        }
        return ranks;
    }
}

/// <summary>The share that was won among those who were tried, and among those left alone by lot; the difference and its 95 % interval.</summary>
internal sealed record Uplift(double Treated, double Control, double Difference, double Low, double High)
{
    /// <summary>Whether the interval leaves zero out.</summary>
    public bool Significant => Low > 0 || High < 0;

    /// <summary>Null when a group is empty.</summary>
    public static Uplift? Of(long hits, long n, long controlHits, long controls)
    {
        if (n == 0 || controls == 0) return null;
        var (p, q) = (hits / (double)n, controlHits / (double)controls);
        var (low, high) = Shares.Newcombe(hits, n, controlHits, controls);
        return new(p, q, p - q, low, high);
    }
}
