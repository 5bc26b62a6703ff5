using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Crm.Lifecycle.Domain.Models;

/// <summary>A customer as the purchase models see them, times in weeks: repeat purchase days, when the last one was after the first, how long ago the first was. Weight counts customers who are alike.</summary>
internal readonly record struct PurchaseHistory(int Repeats, double Recency, double Age, double Weight = 1);

/// <summary>Which story of leaving is told.</summary>
internal enum PurchaseModelKind
{
    /// <summary>Somebody may leave after each repeat purchase; who bought once is alive with certainty.</summary>
    BgNbd,

    /// <summary>Somebody may leave after the first purchase too.</summary>
    MbgNbd,
}

/// <summary>
/// How often customers buy and when they stop: purchases are Poisson with rates from a gamma distribution (r, alpha), and
/// after a purchase a customer leaves with a chance from a beta distribution (a, b).
/// BG/NBD: P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting Your Customers" the Easy Way, Marketing Science 24(2), 2005,
/// 275-284. MBG/NBD: E. P. Batislam, M. Denizel, A. Filiztekin, Empirical validation and comparison of models for customer base
/// analysis, International Journal of Research in Marketing 24(3), 2007, 201-209; D. Hoppe, U. Wagner, Customer base
/// analysis: the case for a central variant of the betageometric/NBD model, Marketing JRM 29(2), 2007, 75-90.
/// </summary>
internal sealed record PurchaseModel(PurchaseModelKind Kind, double R, double Alpha, double A, double B)
{
    /// <summary>Parameters stay between e^-12 and e^12; further out nothing changes any more.</summary>
    const double Bound = 12;

    /// <summary>
    /// Where customers are all alike the likelihood goes on rising, ever so little, as parameters grow without end. This much of the squared
    /// logarithms, for each customer, holds them there and moves no digit that is shown where the data do tell.
    /// </summary>
    const double Hold = 1e-7;

    bool Central => Kind == PurchaseModelKind.MbgNbd;

    /// <summary>Beta parameter of staying, as the conditional formulas use it: the central variant has one more occasion to leave.</summary>
    double Stay(int x) => Central ? B + x : B + x - 1;

    /// <summary>The rest of the log-likelihood depends on the number of purchases alone.</summary>
    double Base(int x) => SpecialFunctions.GammaLn(R + x) - SpecialFunctions.GammaLn(R) + (R * Math.Log(Alpha))
        + SpecialFunctions.GammaLn(A + B) - SpecialFunctions.GammaLn(B) + SpecialFunctions.GammaLn(Stay(x) + 1) - SpecialFunctions.GammaLn(A + Stay(x) + 1);

    /// <summary>
    /// Log-likelihood of one history, in the form that neither overflows nor cancels (B. G. S. Hardie, Implementing the
    /// BG/NBD model in Excel, 2005: A1 + A2 + ln(e^A3 + e^A4), the sum taken by its larger term).
    /// </summary>
    public double LogLikelihood(PurchaseHistory h) => Base(h.Repeats) + Tail(h);

    double Tail(PurchaseHistory h)
    {
        var alive = -(R + h.Repeats) * Math.Log(Alpha + h.Age);
        if (h.Repeats == 0 && !Central) return alive;
        var gone = Math.Log(A) - Math.Log(Stay(h.Repeats)) - ((R + h.Repeats) * Math.Log(Alpha + h.Recency));
        return Math.Max(alive, gone) + SpecialFunctionsMore.Log1P(Math.Exp(-Math.Abs(alive - gone)));
    }

    public double LogLikelihood(IReadOnlyList<PurchaseHistory> histories)
    {
        var bases = new Dictionary<int, double>();
        var sum = 0.0;
        foreach (var h in histories)
        {
            if (!bases.TryGetValue(h.Repeats, out var known)) bases[h.Repeats] = known = Base(h.Repeats);
            sum += h.Weight * (known + Tail(h));
        }
        return sum;
    }

    /// <summary>Chance that they have not left (BG/NBD: Fader, Hardie, Lee, Computing P(alive) using the BG/NBD model, 2008; MBG/NBD: Batislam et al., 2007).</summary>
    public double Alive(PurchaseHistory h)
    {
        if (h.Repeats == 0 && !Central) return 1;
        var odds = Math.Log(A) - Math.Log(Stay(h.Repeats)) + ((R + h.Repeats) * (Math.Log(Alpha + h.Age) - Math.Log(Alpha + h.Recency)));
        return 1 / (1 + Math.Exp(odds));
    }

    /// <summary>
    /// Purchases to expect in the next weeks, given the history: equation (10) of Fader, Hardie, Lee (2005), for those who buy often after
    /// Euler's transformation (Abramowitz, Stegun 15.3.3), which takes the power out of the hypergeometric function.
    /// </summary>
    public double Expected(PurchaseHistory h, double weeks)
    {
        if (weeks <= 0) return 0;
        // The formula has a removable gap at a = 1, and at a + stay = 0.
        var a = Math.Abs(A - 1) < 1e-6 ? 1 + 1e-6 : A;
        var c = a + Stay(h.Repeats);
        if (Math.Abs(c) < 1e-6) c = 1e-6;
        var (now, then) = (Alpha + h.Age, Alpha + h.Age + weeks);
        var (shrink, z) = (Math.Log(now / then), weeks / then);
        // The same number by the one or the other; the smaller exponent has the tamer series.
        var gone = a - 1 > R + h.Repeats
            ? Hypergeometric.Of(R + h.Repeats, Stay(h.Repeats) + 1, c, z, (R + h.Repeats) * shrink)
            : Hypergeometric.Of(c - (R + h.Repeats), a - 1, c, z, (a - 1) * shrink);
        return Math.Max(0, c / (a - 1) * (1 - gone) * Alive(h));
    }

    /// <summary>
    /// Parameters of highest likelihood, by the simplex of J. A. Nelder and R. Mead (1965) in the logarithms of the
    /// parameters, started again from where it stopped until nothing is gained. Null for fewer than ten repeat buyers, and when
    /// the simplex does not settle.
    /// </summary>
    public static Fit? FitTo(PurchaseModelKind kind, IReadOnlyList<PurchaseHistory> histories)
    {
        if (histories.Sum(h => h.Repeats > 0 ? h.Weight : 0) < 10) return null;
        // Weeks are scaled so that the longest age is ten: alpha then is of the size of the others.
        var scale = 10 / histories.Max(h => h.Age);
        var scaled = histories.Select(h => h with { Recency = h.Recency * scale, Age = h.Age * scale }).ToArray();
        var total = scaled.Sum(h => h.Weight);
        double Loss(Vector<double> logs)
        {
            if (logs.Exists(l => Math.Abs(l) > Bound)) return 1e6;
            return (-Of(logs).LogLikelihood(scaled) / total) + (Hold * logs.DotProduct(logs));
        }
        PurchaseModel Of(Vector<double> logs) => new(kind, Math.Exp(logs[0]), Math.Exp(logs[1]), Math.Exp(logs[2]), Math.Exp(logs[3]));

        var best = Simplex.Minimise(Loss, [Math.Log(0.5), 0, Math.Log(0.8), Math.Log(2)]);
        if (best is null) return null;
        var found = Of(best);
        var model = found with { Alpha = found.Alpha / scale };
        return new(model, model.LogLikelihood(histories), (long)total, (long)histories.Sum(h => h.Repeats > 0 ? h.Weight : 0));
    }

    public sealed record Fit(PurchaseModel Model, double LogLikelihood, long Customers, long RepeatBuyers);
}

/// <summary>Minimum of a smooth function of few parameters.</summary>
internal static class Simplex
{
    /// <summary>Null when it does not settle.</summary>
    public static Vector<double>? Minimise(Func<Vector<double>, double> loss, double[] start)
    {
        var at = Vector<double>.Build.Dense(start);
        var value = loss(at);
        for (var round = 0; round < 8; round++)
        {
            MinimizationResult found;
            try
            {
                found = new NelderMeadSimplex(1e-10, 2_000).FindMinimum(ObjectiveFunction.Value(loss), at);
            }
            catch (MaximumIterationsException)
            {
                return null;
            }
            var gained = value - found.FunctionInfoAtMinimum.Value;
            (at, value) = (found.MinimizingPoint, found.FunctionInfoAtMinimum.Value);
            if (gained < 1e-9) return double.IsFinite(value) ? at : null;
        }
        return at;
    }
}

/// <summary>What MathNet lacks.</summary>
internal static class SpecialFunctionsMore
{
    /// <summary>ln(1 + x) for small x too.</summary>
    public static double Log1P(double x) => Math.Abs(x) > 1e-5 ? Math.Log(1 + x) : x - (x * x / 2) + (x * x * x / 3);
}

/// <summary>Gauss's hypergeometric function by its series (Abramowitz, Stegun, Handbook of Mathematical Functions, 15.1.1).</summary>
internal static class Hypergeometric
{
    const double Large = 1e200;

    /// <summary>The function times e^<paramref name="log"/>; large and small factors are taken together, so that neither overflows.</summary>
    public static double Of(double a, double b, double c, double z, double log = 0)
    {
        if (z is < 0 or >= 1) throw new ArgumentOutOfRangeException(nameof(z), z, "The series is summed for 0 <= z < 1.");
        var (term, sum) = (1.0, 1.0);
        for (var n = 0; n < 100_000; n++)
        {
            var ratio = (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            term *= ratio;
            sum += term;
            if (Math.Abs(ratio) < 1 && Math.Abs(term) <= 1e-13 * Math.Abs(sum)) break;
            if (Math.Abs(sum) < Large && Math.Abs(term) < Large) continue;
            (term, sum, log) = (term / Large, sum / Large, log + Math.Log(Large));
        }
        return sum == 0 ? 0 : Math.Sign(sum) * Math.Exp(Math.Log(Math.Abs(sum)) + log);
    }
}
