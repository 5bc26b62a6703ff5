using MathNet.Numerics;

namespace Crm.Tickets.Domain;

/// <summary>
/// Whether a count is more than usual. The usual level is the mean of earlier windows that lie at the same place of the
/// week, so that a Monday is compared with Mondays. A count of rare events of many causes is Poisson distributed, and
/// the answer is the upper tail P(X >= observed). Where the earlier windows scatter more than Poisson counts do, by Pearson's
/// dispersion phi = sum((x - m)^2 / m) / (k - 1) above 1, the tail is that of the negative binomial with the same mean and
/// the variance phi m: what outbreak detection does, C. P. Farrington et al., A statistical algorithm for the early
/// detection of outbreaks of infectious disease, J. R. Stat. Soc. A 159 (1996) 547-563, with the negative binomial tail of
/// A. Noufaily et al., An improved algorithm for outbreak detection in multiple surveillance systems, Stat. Med. 32 (2013)
/// 1206-1222. No trend is fitted: eight weeks are too few for one.
/// </summary>
internal static class RiskTest
{
    /// <summary>How many earlier windows say what is usual.</summary>
    public const int Windows = 8;

    public sealed record Result(int Observed, double Expected, double P, double Dispersion, RiskModel Model);

    public static Result Of(int observed, IReadOnlyList<int> earlier)
    {
        var expected = earlier.Average();
        // Nothing in eight windows is no proof that nothing ever comes: half a complaint stands for what was not seen.
        var mean = Math.Max(expected, 0.5 / earlier.Count);
        var dispersion = Math.Max(1, earlier.Sum(x => (x - mean) * (x - mean)) / (mean * (earlier.Count - 1)));
        var model = dispersion > 1 ? RiskModel.NegativeBinomial : RiskModel.Poisson;
        return new(observed, expected, observed == 0 ? 1 : model == RiskModel.Poisson ? Poisson(observed, mean) : NegativeBinomial(observed, mean, dispersion), dispersion, model);
    }

    // P(X >= k) is the lower regularized gamma function P(k, mean).
    static double Poisson(int k, double mean) => SpecialFunctions.GammaLowerRegularized(k, mean);

    // With r = mean / (phi - 1) and success probability 1 / phi, P(X >= k) is the regularized beta function I(1 - 1 / phi; k, r).
    static double NegativeBinomial(int k, double mean, double dispersion) => SpecialFunctions.BetaRegularized(k, mean / (dispersion - 1), 1 - (1 / dispersion));
}
