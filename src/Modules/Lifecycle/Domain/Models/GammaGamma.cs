using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;

namespace Crm.Lifecycle.Domain.Models;

/// <summary>What somebody's repeat purchases were worth on average, and how many there were.</summary>
internal readonly record struct SpendHistory(int Repeats, double Mean);

/// <summary>
/// How much a purchase is worth: gamma around a mean of each customer's own, the means spread by a gamma-gamma mixture
/// (p, q, gamma). P. S. Fader, B. G. S. Hardie, The Gamma-Gamma Model of Monetary Value, note of 2013. It supposes that
/// how much somebody spends has nothing to do with how often: the correlation is shown beside it.
/// </summary>
internal sealed record GammaGamma(double P, double Q, double Gamma)
{
    /// <summary>Equation (1a) of the note.</summary>
    public double LogLikelihood(SpendHistory s)
    {
        var px = P * s.Repeats;
        return SpecialFunctions.GammaLn(px + Q) - SpecialFunctions.GammaLn(px) - SpecialFunctions.GammaLn(Q)
            + (Q * Math.Log(Gamma)) + ((px - 1) * Math.Log(s.Mean)) + (px * Math.Log(s.Repeats)) - ((px + Q) * Math.Log(Gamma + (s.Repeats * s.Mean)));
    }

    /// <summary>What a purchase of theirs is worth on average, equation (5): between their own mean and everybody's, the nearer to their own the more they bought. Needs q above 1.</summary>
    public double Expected(int repeats, double mean) => P * (Gamma + (repeats * mean)) / ((P * repeats) + Q - 1);

    /// <summary>Parameters of highest likelihood over repeat buyers who spent something; null when there are too few or a parameter runs away, or when the mean of all would be infinite (q of 1 or less).</summary>
    public static Fit? FitTo(IReadOnlyList<SpendHistory> all)
    {
        var spends = all.Where(s => s.Repeats > 0 && s.Mean > 0).ToArray();
        if (spends.Length < 10) return null;
        var scale = spends.Average(s => s.Mean);
        var scaled = spends.Select(s => s with { Mean = s.Mean / scale }).ToArray();
        double Loss(Vector<double> logs)
        {
            if (logs.Exists(l => Math.Abs(l) > 12)) return 1e6;
            var model = new GammaGamma(Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]));
            var sum = 0.0;
            foreach (var s in scaled) sum -= model.LogLikelihood(s);
            return sum / scaled.Length;
        }
        var best = Simplex.Minimise(Loss, [Math.Log(4), Math.Log(3), 0]);
        if (best is null || best.Exists(l => Math.Abs(l) > 11)) return null;
        var found = new GammaGamma(Math.Exp(best[0]), Math.Exp(best[1]), Math.Exp(best[2]) * scale);
        if (found.Q <= 1) return null;
        return new(found, spends.Sum(found.LogLikelihood), spends.Length, Correlation.Pearson(spends.Select(s => (double)s.Repeats), spends.Select(s => s.Mean)));
    }

    /// <param name="FrequencySpend">Pearson's correlation of the number and the mean worth of repeat purchases: near zero, or the model does not fit.</param>
    public sealed record Fit(GammaGamma Model, double LogLikelihood, long RepeatBuyers, double FrequencySpend);
}

/// <summary>
/// Present value of what a customer will buy: purchases to expect in each month to come x what one is worth, discounted to
/// today (P. S. Fader, B. G. S. Hardie, K. L. Lee, RFM and CLV: Using Iso-Value Curves, Journal of Marketing Research 42, 2005, 415-430).
/// </summary>
internal static class LifetimeValue
{
    const double WeeksAMonth = 365.25 / 7 / 12;

    /// <param name="yearly">Discount rate of a year, .1 for ten percent.</param>
    public static double Of(PurchaseModel model, PurchaseHistory history, double worth, int months, double yearly)
    {
        var (value, before) = (0.0, 0.0);
        for (var month = 1; month <= months; month++)
        {
            var expected = model.Expected(history, month * WeeksAMonth);
            value += (expected - before) * Math.Pow(1 + yearly, -month / 12.0);
            before = expected;
        }
        return value * worth;
    }

    /// <summary>
    /// The rule of the handbook: what they spend in a year x the years customers stay, at most ten x the share that is kept.
    /// It is an average with another name; it knows neither when somebody bought last nor interest.
    /// </summary>
    public static double Handbook(double yearlySpend, double meanTenureYears, double retention) => yearlySpend * Math.Min(10, meanTenureYears) * retention;
}
