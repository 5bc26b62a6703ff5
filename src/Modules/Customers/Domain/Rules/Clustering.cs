using Crm.Platform.Data;
using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace Crm.Customers.Domain.Rules;

/// <summary>What a customer is compared by. Each is taken as log(1 + x), because a few buy a hundred times what most do, and then standardised.</summary>
internal enum ClusterFeature { DaysSincePurchase, Orders, Spend, AverageOrder, Interactions, TenureDays }

/// <summary>How well one number of clusters fits.</summary>
internal sealed record ClusterChoice(int K, double Silhouette);

/// <summary>One cluster: how many, the mean of each feature as people count it, and how far from the average it lies in standard deviations.</summary>
internal sealed record Cluster(int Number, long Size, double[] Means, double[] Deviations)
{
    /// <summary>From this many standard deviations on a feature is worth a word.</summary>
    public const double Notable = 0.5, Far = 1;

    /// <summary>What sets the cluster apart, the strongest first.</summary>
    public IEnumerable<(ClusterFeature Feature, double Deviation)> Traits => Deviations.Select((z, i) => ((ClusterFeature)i, z)).Where(t => Math.Abs(t.z) >= Notable).OrderByDescending(t => Math.Abs(t.z)).Take(3);
}

/// <summary>The outcome of a clustering.</summary>
internal sealed record ClusterResult(int K, long Buyers, int Sampled, IReadOnlyList<ClusterChoice> Choices, IReadOnlyList<Cluster> Clusters);

/// <summary>A clustering that was made, and by whom.</summary>
internal sealed class ClusterRun : Entity
{
    ClusterRun() { }

    public ClusterRun(ClusterResult result, long? by, DateTimeOffset at) => (Result, ById, At) = (result, by, at);

    public ClusterResult Result { get; private set; } = null!;
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>
/// Finds clusters of buyers: standardised logarithms, k-means for every k from 2 to 8 on a sample, the k with the best
/// silhouette, then everybody to the nearest centre. Clusters are numbered by mean spend, the highest first.
/// </summary>
internal static class Clustering
{
    public const int MinK = 2, MaxK = 8;

    /// <summary>Buyers that centres are fitted on.</summary>
    public const int FitSample = 20_000;

    /// <summary>Buyers that silhouettes are measured on: their cost grows with the square.</summary>
    public const int SilhouetteSample = 1_000;

    /// <summary>Fewer buyers than this say nothing.</summary>
    public const int Least = 20;

    /// <summary>Clusters the rows. <paramref name="tried"/> is told of each k.</summary>
    public static async Task<(ClusterResult Result, int[] Numbers)> Find(IReadOnlyList<double[]> rows, Func<int, Task>? tried = null)
    {
        var logs = rows.Select(r => r.Select(x => Math.Log(1 + Math.Max(0, x))).ToArray()).ToList();
        var features = rows[0].Length;
        var (means, deviations) = (new double[features], new double[features]);
        for (var f = 0; f < features; f++)
        {
            var column = logs.Select(l => l[f]).ToArray();
            (means[f], deviations[f]) = (column.Mean(), column.PopulationStandardDeviation());
        }
        // A feature in which all are alike tells nobody apart.
        var points = logs.ConvertAll(l => l.Select((x, f) => deviations[f] > 1e-9 ? (x - means[f]) / deviations[f] : 0).ToArray());
        var order = Enumerable.Range(0, points.Count).ToArray();
        new MersenneTwister(7).Shuffle(order);
        var sample = order.Take(FitSample).Select(i => points[i]).ToList();
        var distinct = sample.Take(5000).Select(p => string.Join('|', p)).Distinct().Take(MaxK + 1).Count();
        var choices = new List<ClusterChoice>();
        KMeans.Fitted? best = null;
        for (var k = MinK; k <= Math.Min(MaxK, distinct); k++)
        {
            var fitted = KMeans.Fit(sample, k);
            var measured = Math.Min(SilhouetteSample, sample.Count);
            choices.Add(new(k, KMeans.Silhouette(sample[..measured], fitted.Labels[..measured])));
            if (best is null || choices[^1].Silhouette > choices.SkipLast(1).Max(c => c.Silhouette)) best = fitted;
            if (tried is not null) await tried(k);
        }
        best ??= KMeans.Fit(sample, 1);
        var labels = points.Select(p => KMeans.Nearest(best.Centres, p)).ToArray();
        var spend = (int)ClusterFeature.Spend;
        var found = Enumerable.Range(0, best.Centres.Length).Select(c => (Label: c, Members: Enumerable.Range(0, labels.Length).Where(i => labels[i] == c).ToList())).Where(c => c.Members.Count > 0)
            .OrderByDescending(c => c.Members.Average(i => rows[i][spend])).ToList();
        var number = found.Select((c, i) => (c.Label, Number: i + 1)).ToDictionary(c => c.Label, c => c.Number);
        var clusters = found.Select(c => new Cluster(number[c.Label], c.Members.Count,
            [.. Enumerable.Range(0, features).Select(f => c.Members.Average(i => rows[i][f]))],
            [.. Enumerable.Range(0, features).Select(f => c.Members.Average(i => points[i][f]))])).ToList();
        return (new(clusters.Count, rows.Count, sample.Count, choices, clusters), [.. labels.Select(l => number[l])]);
    }

    static void Shuffle(this Random random, int[] list)
    {
        for (var i = list.Length - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }
}
