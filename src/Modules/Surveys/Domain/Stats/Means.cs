namespace Crm.Surveys.Domain.Stats;

/// <summary>How many values, their mean and the variance of the sample (divided by n - 1; null below two).</summary>
internal sealed record Moments(long N, double Mean, double? Variance)
{
    public double? Deviation => Variance is { } v ? Math.Sqrt(v) : null;

    /// <summary>Interval of the mean by Student's t; null below two values.</summary>
    public Interval? Interval
    {
        get
        {
            if (Variance is not { } variance) return null;
            var half = Tails.T975(N - 1) * Math.Sqrt(variance / N);
            return new(Mean - half, Mean + half);
        }
    }

    public static Moments? Of(IEnumerable<double> values) => Of(values.Select(v => (v, 1L)));

    /// <summary>Values with how often each occurs; by Welford's update, which loses no digits to large means (B. P. Welford, Technometrics 4, 1962).</summary>
    public static Moments? Of(IEnumerable<(double Value, long Times)> values)
    {
        long n = 0;
        double mean = 0, squares = 0;
        foreach (var (value, times) in values)
        {
            if (times <= 0) continue;
            var delta = value - mean;
            n += times;
            mean += delta * times / n;
            squares += times * delta * (value - mean);
        }
        return n == 0 ? null : new(n, mean, n < 2 ? null : squares / (n - 1));
    }

    /// <summary>The moments of those who are not in a part of these: sums of squares taken apart (T. Chan, G. Golub, R. LeVeque, The American Statistician 37, 1983, read backwards). Null when nobody is left.</summary>
    public Moments? Without(Moments? part)
    {
        if (part is null) return this;
        var n = N - part.N;
        if (n <= 0) return null;
        var mean = ((Mean * N) - (part.Mean * part.N)) / n;
        var squares = (Squares - part.Squares) - ((part.Mean - mean) * (part.Mean - mean) * part.N * n / N);
        return new(n, mean, n < 2 ? null : Math.Max(0, squares / (n - 1)));
    }

    double Squares => (Variance ?? 0) * (N - 1);

    public static Moments? Of(Distribution scores) => Of(scores.Scores.Select(s => ((double)s.Key, s.Value)));

    /// <summary>Promoters as 100, passives as 0, detractors as -100: the mean is the NPS.</summary>
    public static Moments? Of(NetPromoterScore nps) => Of([(100, nps.Promoters), (0, nps.Passives), (-100, nps.Detractors)]);
}

/// <summary>Two means, and whether they differ.</summary>
internal sealed record MeanDifference(double Difference, Interval Interval, TestResult Test, long N);

internal static class Means
{
    /// <summary>
    /// Welch's t of two independent groups, which need not scatter alike: degrees of freedom by Welch and Satterthwaite
    /// (B. L. Welch, Biometrika 34, 1947). Null where a group has fewer than two values or neither scatters.
    /// </summary>
    public static MeanDifference? Welch(Moments? a, Moments? b)
    {
        if (a?.Variance is not { } va || b?.Variance is not { } vb) return null;
        var (qa, qb) = (va / a.N, vb / b.N);
        if (qa + qb <= 0) return null;
        var df = (qa + qb) * (qa + qb) / ((qa * qa / (a.N - 1)) + (qb * qb / (b.N - 1)));
        return Result(TestMethod.Welch, a.Mean - b.Mean, Math.Sqrt(qa + qb), df, a.N + b.N);
    }

    /// <summary>Paired t: the mean of the differences of the same people against zero (Student, Biometrika 6, 1908). Null below two pairs or when all differ alike.</summary>
    public static MeanDifference? Paired(Moments? differences) =>
        differences is { Variance: > 0 } d ? Result(TestMethod.PairedT, d.Mean, Math.Sqrt(d.Variance.Value / d.N), d.N - 1, d.N) : null;

    static MeanDifference Result(TestMethod method, double difference, double error, double df, long n)
    {
        var half = Tails.T975(df) * error;
        return new(difference, new(difference - half, difference + half), new(method, difference / error, df, Tails.StudentT(difference / error, df)), n);
    }
}

/// <summary>Perception minus expectation of one item, both asked of the same people.</summary>
/// <param name="Interval">Of the gap, from the differences person by person; null below two.</param>
internal sealed record GapFigures(long N, double Expected, double Perceived, double Gap, Interval? Interval, TestResult? Test)
{
    /// <summary>
    /// From how often each pair of scores was given: gap = perception - expectation (A. Parasuraman, V. Zeithaml, L. Berry,
    /// SERVQUAL, Journal of Retailing 64, 1988), with the interval of the paired t. Null without pairs.
    /// </summary>
    public static GapFigures? Of(IReadOnlyList<(int Expected, int Perceived, long N)> pairs)
    {
        var differences = Moments.Of(pairs.Select(p => ((double)(p.Perceived - p.Expected), p.N)));
        if (differences is null) return null;
        var n = (double)differences.N;
        return new(differences.N, pairs.Sum(p => p.Expected * (double)p.N) / n, pairs.Sum(p => p.Perceived * (double)p.N) / n, differences.Mean, differences.Interval, Means.Paired(differences)?.Test);
    }
}
