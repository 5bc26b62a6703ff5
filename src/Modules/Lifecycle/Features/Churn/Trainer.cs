using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Domain.Models;

namespace Crm.Lifecycle.Features.Churn;

/// <summary>How a way of ranking customers did on data it had not seen.</summary>
internal sealed record Quality(string Name, Discrimination? Auc, double? Lift);

/// <summary>A month the regression was made from or judged by.</summary>
internal sealed record Snapshot(DateOnly Day, long AtRisk, long Lost, bool HeldOut);

/// <summary>One signal of the regression.</summary>
internal sealed record Coefficient(ChurnSignal Signal, double PerDeviation, double Mean, double Deviation);

/// <summary>Everything the page of models tells of the warning: kept with each fit.</summary>
internal sealed record ChurnFitResult
{
    public RiskMethod Method { get; init; }
    public ChurnTerms Terms { get; init; } = new();
    public IReadOnlyList<Snapshot> Snapshots { get; init; } = [];

    /// <summary>Outcomes there are, and how many it takes.</summary>
    public long Lost { get; init; }
    public long LostInTraining { get; init; }
    public long Needed { get; init; }
    public double? Intercept { get; init; }
    public IReadOnlyList<Coefficient> Coefficients { get; init; } = [];
    public double? Ridge { get; init; }
    public double? LogLikelihood { get; init; }
    public IReadOnlyList<Quality> Qualities { get; init; } = [];
    public double? Brier { get; init; }

    /// <summary>Brier score of saying the share of the training months to everybody.</summary>
    public double? BrierOfShare { get; init; }
    public IReadOnlyList<CalibrationBand> Calibration { get; init; } = [];

    public Logistic? Model => Intercept is { } intercept && Coefficients.Count == Signals.All.Length
        ? new Logistic(intercept, [.. Coefficients.Select(c => c.PerDeviation)], [.. Coefficients.Select(c => c.Mean)], [.. Coefficients.Select(c => c.Deviation)]) : null;
}

/// <summary>
/// Makes the regression from months that are over, the earlier two thirds to learn from and the later third to be judged by. The months do
/// not overlap: what is learnt from ends before what is judged begins.
/// </summary>
internal sealed class Trainer(SignalReader reader, Crm.Platform.Time.InstallationZone zone)
{
    const int Months = 12, MostOfAMonth = 20_000, MostForAFit = 20_000;
    static readonly double[] Ridges = [0.1, 1, 10, 100];

    sealed record Row(int Month, double[] Values, bool Lost, double Recency, double? NotAlive, double Points);

    public async Task<ChurnFitResult> Train(DateTimeOffset now, ChurnTerms terms, string currency, CancellationToken ct)
    {
        var rows = new List<Row>();
        var snapshots = new List<Snapshot>();
        // Longer horizons reach back further, but no more than three years.
        var count = Math.Clamp(1095 / terms.HorizonDays, 3, Months);
        var judged = Math.Max(1, count / 3);
        for (var month = count; month >= 1; month--)
        {
            var at = now.AddDays(-terms.HorizonDays * month);
            var asOf = await reader.AtRisk(at, terms, currency, MostOfAMonth, ct);
            if (asOf.Count == 0) continue;
            // The purchase model too may know only what was known then.
            var model = PurchaseModel.FitTo(PurchaseModelKind.MbgNbd, await reader.Histories(at, MostForAFit, ct))?.Model;
            var lost = await reader.LostAfter(asOf, terms, ct);
            rows.AddRange(asOf.Select(f => new Row(month, Signals.Of(f, model), lost.Contains(f.CustomerId), f.SilentDays,
                model is not null && f.History is { } history ? 1 - model.Alive(history) : null, ChurnRules.Of(f, model, terms).Sum(r => r.Weight))));
            snapshots.Add(new(zone.DayOf(at), asOf.Count, lost.Count, month <= judged));
        }
        return Fit(rows, snapshots, judged, terms);
    }

    static ChurnFitResult Fit(List<Row> rows, List<Snapshot> snapshots, int judged, ChurnTerms terms)
    {
        var (training, later) = (rows.Where(r => r.Month > judged).ToList(), rows.Where(r => r.Month <= judged).ToList());
        var used = Enumerable.Range(0, Signals.All.Length).Count(i => training.Count > 0 && training.Any(r => r.Values[i] != training[0].Values[i]));
        var (lost, inTraining) = (rows.Count(r => r.Lost), training.Count(r => r.Lost));
        var rare = Math.Min(inTraining, training.Count - inTraining);
        var result = new ChurnFitResult
        {
            Terms = terms, Snapshots = snapshots, Lost = lost, LostInTraining = inTraining, Needed = Math.Max(ChurnTerms.LeastLost, ChurnTerms.LeastPerSignal * Math.Max(used, 1)),
            Qualities = [.. Baselines(later)],
        };
        if (lost < ChurnTerms.LeastLost || rare < ChurnTerms.LeastPerSignal * Math.Max(used, 1) || later.All(r => r.Lost) || !later.Exists(r => r.Lost)) return result;

        var ridge = Choose(training);
        var fit = Logistic.FitTo([.. training.Select(r => r.Values)], [.. training.Select(r => r.Lost)], ridge);
        var (said, came) = (later.ConvertAll(r => fit.Model.Probability(r.Values)), later.ConvertAll(r => r.Lost));
        var share = inTraining / (double)training.Count;
        return result with
        {
            Method = RiskMethod.Regression,
            Intercept = fit.Model.Intercept,
            Ridge = ridge,
            LogLikelihood = fit.LogLikelihood,
            Coefficients = [.. Signals.All.Select((s, i) => new Coefficient(s, fit.Model.Coefficients[i], fit.Model.Means[i], fit.Model.Deviations[i]))],
            Qualities = [new("regression", Judgement.Auc(said, came), Judgement.TopDecileLift(said, came)), .. result.Qualities],
            Brier = Judgement.Brier(said, came),
            BrierOfShare = Judgement.Brier([.. said.Select(_ => share)], came),
            Calibration = Judgement.Calibration(said, came),
        };
    }

    /// <summary>What is simpler, on the same later months: silence alone, P(alive) alone, the points of the rules.</summary>
    static IEnumerable<Quality> Baselines(List<Row> later)
    {
        var came = later.ConvertAll(r => r.Lost);
        if (!came.Contains(true) || !came.Contains(false)) yield break;
        foreach (var (name, score) in new (string, Func<Row, double>)[] { ("recency", r => r.Recency), ("alive", r => r.NotAlive ?? 0), ("rules", r => r.Points) })
        {
            var scores = later.ConvertAll(r => score(r));
            yield return new(name, Judgement.Auc(scores, came), Judgement.TopDecileLift(scores, came));
        }
    }

    /// <summary>The ridge that says the last month of training best, learnt from those before. The later months have no part in it.</summary>
    static double Choose(List<Row> training)
    {
        var last = training.Min(r => r.Month);
        var (earlier, check) = (training.Where(r => r.Month > last).ToList(), training.Where(r => r.Month == last).ToList());
        if (earlier.All(r => r.Lost) || !earlier.Exists(r => r.Lost) || check.Count == 0) return 1;
        return Ridges.MinBy(ridge =>
        {
            var model = Logistic.FitTo([.. earlier.Select(r => r.Values)], [.. earlier.Select(r => r.Lost)], ridge).Model;
            return -check.Average(r => Math.Log(Math.Clamp(r.Lost ? model.Probability(r.Values) : 1 - model.Probability(r.Values), 1e-9, 1)));
        });
    }
}
