using MathNet.Numerics.Random;

namespace Crm.Customers.Domain.Rules;

/// <summary>
/// k-means (Lloyd 1982) begun by k-means++ (Arthur and Vassilvitskii 2007): of several starts the one with the least
/// squared distance stays. The seed is fixed, so that the same customers make the same clusters.
/// </summary>
internal static class KMeans
{
    const int Seed = 20_260, Starts = 4, Rounds = 60;

    /// <summary>Centres, the nearest one of each point, and the sum of squared distances.</summary>
    public sealed record Fitted(double[][] Centres, int[] Labels, double Inertia);

    public static Fitted Fit(IReadOnlyList<double[]> points, int k)
    {
        if (k < 1 || k > points.Count) throw new ArgumentOutOfRangeException(nameof(k));
        Fitted? best = null;
        for (var start = 0; start < Starts; start++)
        {
            var fitted = Descend(points, Begin(points, k, new MersenneTwister(Seed + start)));
            if (best is null || fitted.Inertia < best.Inertia) best = fitted;
        }
        return best!;
    }

    /// <summary>Index of the nearest centre.</summary>
    public static int Nearest(double[][] centres, double[] point) => Closest(centres, point).Index;

    /// <summary>The first centre by chance, each next one with a chance in proportion to its squared distance from those there are.</summary>
    static double[][] Begin(IReadOnlyList<double[]> points, int k, Random random)
    {
        var centres = new List<double[]> { points[random.Next(points.Count)] };
        var distances = new double[points.Count];
        Array.Fill(distances, double.MaxValue);
        while (centres.Count < k)
        {
            double sum = 0;
            for (var i = 0; i < points.Count; i++) sum += distances[i] = Math.Min(distances[i], Squared(points[i], centres[^1]));
            var (chosen, left) = (points.Count - 1, random.NextDouble() * sum);
            for (var i = 0; i < points.Count; i++)
                if ((left -= distances[i]) < 0) { chosen = i; break; }
            centres.Add(points[chosen]);
        }
        return [.. centres.Select(c => (double[])c.Clone())];
    }

    static Fitted Descend(IReadOnlyList<double[]> points, double[][] centres)
    {
        var labels = new int[points.Count];
        double inertia = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var moved = round == 0;
            inertia = 0;
            var sums = centres.Select(c => new double[c.Length]).ToArray();
            var counts = new int[centres.Length];
            for (var i = 0; i < points.Count; i++)
            {
                var (index, distance) = Closest(centres, points[i]);
                moved |= labels[i] != index;
                labels[i] = index;
                inertia += distance;
                counts[index]++;
                for (var d = 0; d < sums[index].Length; d++) sums[index][d] += points[i][d];
            }
            if (!moved) break;
            for (var c = 0; c < centres.Length; c++)
                if (counts[c] > 0) centres[c] = [.. sums[c].Select(s => s / counts[c])]; // one that lost everybody stays where it is
        }
        return new(centres, labels, inertia);
    }

    static (int Index, double Distance) Closest(double[][] centres, double[] point)
    {
        var (index, least) = (0, double.MaxValue);
        for (var c = 0; c < centres.Length; c++)
            if (Squared(centres[c], point) is var distance && distance < least) (index, least) = (c, distance);
        return (index, least);
    }

    internal static double Squared(double[] a, double[] b)
    {
        double sum = 0;
        for (var d = 0; d < a.Length; d++) sum += (a[d] - b[d]) * (a[d] - b[d]);
        return sum;
    }

    /// <summary>
    /// Mean silhouette (Rousseeuw 1987) of the points: how much nearer each lies to its own cluster than to the next, from -1 to 1.
    /// A point alone in its cluster counts 0.
    /// </summary>
    public static double Silhouette(IReadOnlyList<double[]> points, IReadOnlyList<int> labels)
    {
        var clusters = labels.Max() + 1;
        double sum = 0;
        for (var i = 0; i < points.Count; i++)
        {
            var distance = new double[clusters];
            var count = new int[clusters];
            for (var j = 0; j < points.Count; j++)
            {
                if (i == j) continue;
                distance[labels[j]] += Math.Sqrt(Squared(points[i], points[j]));
                count[labels[j]]++;
            }
            if (count[labels[i]] == 0) continue;
            var own = distance[labels[i]] / count[labels[i]];
            var next = Enumerable.Range(0, clusters).Where(c => c != labels[i] && count[c] > 0).Select(c => distance[c] / count[c]).DefaultIfEmpty(own).Min();
            if (Math.Max(own, next) > 0) sum += (next - own) / Math.Max(own, next);
        }
        return sum / points.Count;
    }
}
