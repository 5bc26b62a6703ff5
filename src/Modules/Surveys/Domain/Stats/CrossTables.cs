using MathNet.Numerics;

namespace Crm.Surveys.Domain.Stats;

/// <summary>Whether the rows and columns of a table of counts have to do with each other, and how much.</summary>
/// <param name="CramersV">0 no relation, 1 complete (H. Cramér, Mathematical Methods of Statistics, 1946); null where a side has one line only.</param>
/// <param name="LowestExpected">The smallest count that independence would lead one to expect.</param>
internal sealed record Association(TestResult Test, double? CramersV, double LowestExpected, long N);

internal static class CrossTables
{
    /// <summary>Tables drawn where an exact test of a larger table is simulated.</summary>
    public const int Draws = 4000;

    /// <summary>
    /// Chi-square test of independence (K. Pearson, Philosophical Magazine 50, 1900), without correction; where an expected
    /// count is under 5 Fisher's exact test, of a table larger than 2 x 2 simulated. Null when fewer than two rows or columns have counts.
    /// </summary>
    public static Association? Independence(long[][] table)
    {
        var counts = Trim(table);
        if (counts.Length < 2 || counts[0].Length < 2) return null;
        var (rows, columns) = Margins(counts);
        var n = rows.Sum();
        double chi = 0, lowest = double.MaxValue;
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < columns.Length; j++)
            {
                var expected = (double)rows[i] * columns[j] / n;
                lowest = Math.Min(lowest, expected);
                chi += (counts[i][j] - expected) * (counts[i][j] - expected) / expected;
            }
        }
        var df = (rows.Length - 1) * (columns.Length - 1);
        var v = Math.Sqrt(chi / (n * (Math.Min(rows.Length, columns.Length) - 1.0)));
        var test = lowest >= 5 ? new TestResult(TestMethod.ChiSquare, chi, df, Tails.ChiSquare(chi, df))
            : df == 1 ? new TestResult(TestMethod.Fisher, null, null, Fisher(counts[0][0], counts[0][1], counts[1][0], counts[1][1]))
            : new TestResult(TestMethod.FisherSimulated, null, null, Simulated(counts, rows, columns));
        return new(test, Math.Min(1, v), lowest, n);
    }

    /// <summary>Fisher's exact test of a 2 x 2 table, two-sided: all tables of the same margins that are no more likely than this one (R. A. Fisher, Statistical Methods for Research Workers, 5th ed. 1934).</summary>
    public static double Fisher(long a, long b, long c, long d)
    {
        var (row, column, n) = (a + b, a + c, a + b + c + d);
        var (low, high) = (Math.Max(0, row + column - n), Math.Min(row, column));
        // Logarithms up to what does not depend on the table.
        double Log(long x) => -(LnFactorial(x) + LnFactorial(row - x) + LnFactorial(column - x) + LnFactorial(n - row - column + x));
        var observed = Log(a);
        double total = 0, tail = 0;
        for (var x = low; x <= high; x++)
        {
            var log = Log(x);
            var p = Math.Exp(log - observed);
            total += p;
            if (log <= observed + 1e-7) tail += p; // equally likely tables differ in the last digits only
        }
        return Math.Min(1, tail / total);
    }

    /// <summary>
    /// Fisher's test of a larger table as Freeman and Halton have it (Biometrika 38, 1951), by drawing tables of the same
    /// margins at random (W. M. Patefield, Algorithm AS 159, Applied Statistics 30, 1981). The same table gives the same p.
    /// </summary>
    static double Simulated(long[][] counts, long[] rows, long[] columns)
    {
        var random = new Random(20260101);
        var observed = counts.Sum(r => r.Sum(LnFactorial));
        var asUnlikely = 0;
        var left = new long[columns.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            columns.CopyTo(left, 0);
            var total = left.Sum();
            double sum = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                var (need, pool) = (rows[i], total);
                for (var j = 0; j < columns.Length; j++)
                {
                    // The last row takes what is left, the last column what is needed.
                    var x = i == rows.Length - 1 ? left[j] : j == columns.Length - 1 ? need : Hypergeometric(random, pool, left[j], need);
                    sum += LnFactorial(x);
                    (pool, need) = (pool - left[j], need - x);
                    left[j] -= x;
                }
                total -= rows[i];
            }
            if (sum >= observed - 1e-7) asUnlikely++;
        }
        return (asUnlikely + 1.0) / (Draws + 1.0);
    }

    /// <summary>How many of <paramref name="marked"/> among <paramref name="pool"/> come up in <paramref name="draws"/>: by inversion, outwards from the most likely number.</summary>
    static long Hypergeometric(Random random, long pool, long marked, long draws)
    {
        var (low, high) = (Math.Max(0, draws + marked - pool), Math.Min(draws, marked));
        if (low == high) return low;
        var mode = Math.Clamp((draws + 1) * (marked + 1) / (pool + 2), low, high);
        var atMode = Math.Exp(LnChoose(marked, mode) + LnChoose(pool - marked, draws - mode) - LnChoose(pool, draws));
        var u = random.NextDouble() - atMode;
        if (u <= 0) return mode;
        var (down, up, below, above) = (mode, mode, atMode, atMode);
        while (true)
        {
            if (up < high)
            {
                above *= (double)(marked - up) * (draws - up) / ((up + 1.0) * (pool - marked - draws + up + 1));
                up++;
                if ((u -= above) <= 0) return up;
            }
            if (down > low)
            {
                below *= (double)down * (pool - marked - draws + down) / ((marked - down + 1.0) * (draws - down + 1));
                down--;
                if ((u -= below) <= 0) return down;
            }
            if (up == high && down == low) return mode; // what rounding has left over
        }
    }

    static double LnFactorial(long n) => n <= int.MaxValue ? SpecialFunctions.FactorialLn((int)n) : SpecialFunctions.GammaLn(n + 1.0);

    static double LnChoose(long n, long k) => LnFactorial(n) - LnFactorial(k) - LnFactorial(n - k);

    static (long[] Rows, long[] Columns) Margins(long[][] counts) => ([.. counts.Select(r => r.Sum())], [.. Enumerable.Range(0, counts[0].Length).Select(j => counts.Sum(r => r[j]))]);

    /// <summary>Without the rows and columns that hold nothing: they say nothing.</summary>
    static long[][] Trim(long[][] table)
    {
        if (table.Length == 0) return [];
        var columns = Enumerable.Range(0, table[0].Length).Where(j => table.Any(r => r[j] > 0)).ToList();
        return columns.Count == 0 ? [] : [.. table.Where(r => r.Any(c => c > 0)).Select(r => columns.Select(j => r[j]).ToArray())];
    }
}
