using System.Diagnostics;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Domain.Models;
using Crm.Lifecycle.Features.Facts;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Platform.Settings;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Churn;

internal static class ChurnSettings
{
    /// <summary>The terms as they are set; when somebody is churned is said once, by the rules of the stages.</summary>
    public static async Task<ChurnTerms> Churn(this ISettings settings, CancellationToken ct) =>
        await settings.Get(ChurnTerms.Setting, ChurnTerms.Default, ct) with { ChurnedDays = (await settings.Get(StageRules.Setting, StageRules.Default, ct)).ChurnedDays };
}

/// <summary>What a run did.</summary>
internal sealed record ScoringResult(long Scored, long Refused, long Listed, double Seconds);

/// <summary>Parameters of a purchase model as they are kept and shown.</summary>
internal sealed record PurchaseFitResult(PurchaseModel Model, double LogLikelihood, long Customers, long RepeatBuyers);

/// <summary>What values are made of.</summary>
internal sealed record ValueFitResult
{
    public string Currency { get; init; } = "";
    public ValueTerms Terms { get; init; } = new();

    /// <summary>Years between first and last purchase of those who are lost; of all, while nobody is.</summary>
    public double MeanTenureYears { get; init; }
    public long TenureOf { get; init; }

    /// <summary>Of those who bought in the year before last, the share that bought in the last one.</summary>
    public double Retention { get; init; }
    public long RetentionOf { get; init; }
    public long OrdersLeftOut { get; init; }
    public bool Fitted { get; init; }
}

/// <summary>
/// The night's work: fit the models to all purchases, make the regression from the months that are over, then read, judge and write the
/// customers a few thousand at a time. Memory does not grow with their number, but for the purchase histories, which are three numbers each.
/// </summary>
internal sealed class Scoring(LifecycleDb db, SignalReader reader, Trainer trainer, ScoreWriter writer, IConsents consents, ISettings settings, InstallationZone zone)
{
    const int Batch = 4_000;

    public async Task<ScoringResult> Run(Func<long, Task>? progress, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var now = db.Clock.GetUtcNow();
        var (terms, values) = (await settings.Churn(ct), await settings.Get(ValueTerms.Setting, ValueTerms.Default, ct));
        var currency = await CurrencyOf(values, ct);

        var histories = await reader.Histories(now, int.MaxValue, ct);
        var bg = await Keep(FitKind.BgNbd, now, () => Fitted(PurchaseModelKind.BgNbd, histories), ct);
        var mbg = await Keep(FitKind.MbgNbd, now, () => Fitted(PurchaseModelKind.MbgNbd, histories), ct);
        histories = [];
        var spends = await Spends(now, currency, ct);
        var spend = await Keep(FitKind.GammaGamma, now, () => Task.FromResult(GammaGamma.FitTo(spends)), ct);
        spends = [];
        var worth = await Keep(FitKind.Value, now, async () => (ValueFitResult?)(await Handbook(now, currency, values, terms, ct) with { Fitted = bg is not null && spend is not null }), ct);
        var churn = (await Keep(FitKind.Churn, now, async () => (ChurnFitResult?)await trainer.Train(now, terms, currency, ct), ct))!;
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();

        var judge = new Judge(terms, values, currency, bg?.Model, mbg?.Model, spend?.Model, worth!, churn.Model);
        var (scored, refused, last) = (0L, 0L, 0L);
        while (await reader.Page(last, Batch, now, currency, ct) is { Count: > 0 } page)
        {
            last = page[^1].CustomerId;
            var customers = page.Where(f => f.IsCustomer).ToList();
            var allowed = await consents.Allowing(customers.ConvertAll(f => f.CustomerId), Purpose.Profiling, ConsentChannel.Any, ct);
            await writer.Write([.. customers.Where(f => allowed.Contains(f.CustomerId)).Select(judge.Of)], now, ct);
            scored += allowed.Count;
            refused += customers.Count - allowed.Count;
            if (progress is not null) await progress(scored + refused);
        }
        await writer.Finish(now, terms, ct);
        var listed = await db.Scores.LongCountAsync(s => s.State == RiskState.New || s.State == RiskState.InHand, ct);
        return new(scored, refused, listed, watch.Elapsed.TotalSeconds);
    }

    /// <summary>Signals, reasons and score of one customer as of now, for the page that explains them.</summary>
    public async Task<Scored?> Explain(long customerId, CancellationToken ct)
    {
        var (terms, values) = (await settings.Churn(ct), await settings.Get(ValueTerms.Setting, ValueTerms.Default, ct));
        var fits = await Latest(ct);
        var currency = fits.Value?.Currency ?? await CurrencyOf(values, ct);
        var facts = (await reader.Of([customerId], db.Clock.GetUtcNow(), currency, ct)).FirstOrDefault(f => f.IsCustomer);
        return facts is null ? null : new Judge(terms, values, currency, fits.Bg?.Model, fits.Mbg?.Model, fits.Spend?.Model, fits.Value ?? new(), fits.Churn?.Model).Of(facts);
    }

    public async Task<Fits> Latest(CancellationToken ct)
    {
        var ids = await db.ModelFits.GroupBy(f => f.Kind).Select(g => g.Max(f => f.Id)).ToListAsync(ct);
        var rows = await db.ModelFits.AsNoTracking().Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Kind, ct);
        T? Of<T>(FitKind kind) where T : class => rows.TryGetValue(kind, out var row) ? JsonSerializer.Deserialize<T?>(row.Result, EventTypes.Json) : null;
        return new(Of<PurchaseFitResult>(FitKind.BgNbd), Of<PurchaseFitResult>(FitKind.MbgNbd), Of<GammaGamma.Fit>(FitKind.GammaGamma), Of<ValueFitResult>(FitKind.Value), Of<ChurnFitResult>(FitKind.Churn), rows.Values.Max(r => (DateTimeOffset?)r.At));
    }

    async Task<T?> Keep<T>(FitKind kind, DateTimeOffset now, Func<Task<T?>> fit, CancellationToken ct) where T : class
    {
        ct.ThrowIfCancellationRequested();
        var watch = Stopwatch.StartNew();
        var found = await fit();
        db.ModelFits.Add(new ModelFit(kind, now, watch.Elapsed.TotalSeconds, JsonSerializer.Serialize(found, EventTypes.Json)));
        return found;
    }

    static Task<PurchaseFitResult?> Fitted(PurchaseModelKind kind, List<PurchaseHistory> histories) =>
        Task.FromResult(PurchaseModel.FitTo(kind, histories) is { } fit ? new PurchaseFitResult(fit.Model, fit.LogLikelihood, fit.Customers, fit.RepeatBuyers) : null);

    async Task<string> CurrencyOf(ValueTerms values, CancellationToken ct) => values.Currency
        ?? await db.Orders.GroupBy(o => o.Currency).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).FirstOrDefaultAsync(ct) ?? "CNY";

    /// <summary>Mean worth of the repeat purchase days of each customer, at most of 100,000 of them.</summary>
    async Task<List<SpendHistory>> Spends(DateTimeOffset at, string currency, CancellationToken ct)
    {
        var name = zone.Zone.Id;
        var rows = await db.Database.SqlQuery<SpendRow>($"""
            select count(*)::int as "Repeats", avg(net)::float8 as "Mean" from (
                select customer_id, net, row_number() over (partition by customer_id order by day) as place from (
                    select o.customer_id, (o.at at time zone {name})::date as day, sum(o.net) filter (where o.currency = {currency}) as net
                    from lifecycle.orders o join lifecycle.customers c on c.customer_id = o.customer_id and c.gone_at is null and c.admission = 'admitted'
                    where o.at < {at} and not o.void group by 1, 2) days) places
            where place > 1 and net > 0 group by customer_id order by hashint8(customer_id) limit 100000
            """).ToListAsync(ct);
        return [.. rows.Select(r => new SpendHistory(r.Repeats, r.Mean))];
    }

    sealed record SpendRow(int Repeats, double Mean);

    async Task<ValueFitResult> Handbook(DateTimeOffset now, string currency, ValueTerms values, ChurnTerms terms, CancellationToken ct)
    {
        var (lost, lastYear, yearBefore) = (now.AddDays(-terms.ChurnedDays), now.AddDays(-365), now.AddDays(-730));
        var row = await db.Database.SqlQuery<HandbookRow>($"""
            with bought as (
                select o.customer_id, min(o.at) as first_at, max(o.at) as last_at,
                       bool_or(o.at >= {lastYear}) as lately, bool_or(o.at >= {yearBefore} and o.at < {lastYear}) as before
                from lifecycle.orders o join lifecycle.customers c on c.customer_id = o.customer_id and c.gone_at is null and c.admission = 'admitted'
                where o.at < {now} and not o.void group by 1),
            silent as (
                select b.*, greatest(b.last_at, (select max(t.at) from lifecycle.touches t where t.customer_id = b.customer_id and t.kind <> 'overdue' and t.at < {now}),
                    (select max(d.closed_at) from lifecycle.deals d where d.customer_id = b.customer_id and d.won and d.closed_at < {now})) < {lost} as gone from bought b)
            select count(*) filter (where gone) as "Lost", avg(extract(epoch from last_at - first_at) / 31557600) filter (where gone)::float8 as "LostYears",
                   count(*) as "All", avg(extract(epoch from last_at - first_at) / 31557600)::float8 as "AllYears",
                   count(*) filter (where before) as "Before", count(*) filter (where before and lately) as "Kept",
                   (select count(*) from lifecycle.orders o where o.at < {now} and not o.void and o.currency <> {currency}) as "LeftOut"
            from silent
            """).SingleAsync(ct);
        return new()
        {
            Currency = currency, Terms = values, MeanTenureYears = (row.Lost > 0 ? row.LostYears : row.AllYears) ?? 0, TenureOf = row.Lost > 0 ? row.Lost : row.All,
            Retention = row.Before > 0 ? row.Kept / (double)row.Before : 0, RetentionOf = row.Before, OrdersLeftOut = row.LeftOut,
        };
    }

    sealed record HandbookRow(long Lost, double? LostYears, long All, double? AllYears, long Before, long Kept, long LeftOut);

    internal sealed record Fits(PurchaseFitResult? Bg, PurchaseFitResult? Mbg, GammaGamma.Fit? Spend, ValueFitResult? Value, ChurnFitResult? Churn, DateTimeOffset? At);
}

/// <summary>What the models say of one customer.</summary>
internal sealed record Scored(FactsAsOf Facts, RiskClass Class, RiskMethod Method, double? Probability, int Points, IReadOnlyList<Reason> Reasons, bool AtRisk, bool Churned, double? Alive, double? AliveBg, double? ExpectedBuys, decimal? FutureValue, decimal? HandbookValue, decimal YearlySpend, string Currency)
{
    public double Rank => ((int)Class * 1000) + (Probability is { } p and > 0 ? p * 100 : Math.Min(Points, 999) / 10.0);
}

/// <summary>Turns facts into scores; knows nothing but what it is given.</summary>
internal sealed record Judge(ChurnTerms Terms, ValueTerms Values, string Currency, PurchaseModel? Bg, PurchaseModel? Mbg, GammaGamma? Spend, ValueFitResult Worth, Logistic? Regression)
{
    const double YearInWeeks = 365.25 / 7;

    public Scored Of(FactsAsOf f)
    {
        var churned = f.SilentDays >= Terms.ChurnedDays;
        var atRisk = !churned && f.SilentDays >= Terms.ChurnedDays - Terms.HorizonDays;
        var rules = ChurnRules.Of(f, Mbg, Terms);
        var points = (int)Math.Min(100, rules.Sum(r => r.Weight));
        var (risk, probability, method, reasons) = (RiskClass.None, (double?)null, RiskMethod.Rules, rules);
        if (atRisk && Regression is not null)
        {
            var signals = Signals.Of(f, Mbg);
            probability = Regression.Probability(signals);
            method = RiskMethod.Regression;
            reasons = [.. Regression.Contributions(signals).Select((weight, i) => new Reason((ChurnSignal)i, Signals.Shown((ChurnSignal)i, f, Mbg), weight)).Where(r => r.Weight > 0.05 && Signals.Speaks(r.Signal, signals[(int)r.Signal])).OrderByDescending(r => r.Weight)];
            risk = probability * 100 >= Terms.HighPercent ? RiskClass.High : probability * 100 >= Terms.MediumPercent ? RiskClass.Medium : RiskClass.Low;
        }
        else if (atRisk) risk = points >= Terms.HighPoints ? RiskClass.High : points >= Terms.MediumPoints ? RiskClass.Medium : RiskClass.Watch;
        else if (!churned)
        {
            probability = 0;
            if (points >= Terms.WatchPoints) risk = RiskClass.Watch;
        }
        var (future, handbook, yearly) = Worths(f);
        return new(f, risk, method, churned ? null : probability, points, reasons, atRisk, churned,
            f.History is { } m && Mbg is not null ? Mbg.Alive(m) : null, f.History is { } b && Bg is not null ? Bg.Alive(b) : null,
            f.History is { } h && Bg is not null ? Bg.Expected(h, YearInWeeks) : null, future, handbook, yearly, Currency);
    }

    (decimal? Future, decimal? Handbook, decimal Yearly) Worths(FactsAsOf f)
    {
        if (f.History is not { } history) return (null, null, 0);
        // Less than a year is a year: what was bought in a month is not bought twelve times.
        var yearly = f.Spend / (decimal)Math.Max(1, f.DaysSinceFirstBuy!.Value / 365.25);
        var handbook = (decimal)(LifetimeValue.Handbook((double)yearly, Worth.MeanTenureYears, Worth.Retention) * Values.Kept);
        if (Bg is null || Spend is null) return (null, Money(handbook), Money(yearly));
        var worth = Spend.Expected(f.PaidRepeats, f.PaidRepeats > 0 ? (double)f.RepeatSpend / f.PaidRepeats : 0);
        return (Money((decimal)Math.Min(1e12, LifetimeValue.Of(Bg, history, worth, Values.Months, (double)Values.DiscountPercent / 100) * Values.Kept)), Money(handbook), Money(yearly));

        static decimal Money(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);
    }
}

/// <summary>Every night, after the copies have been filled.</summary>
internal sealed class ScoreNightly(Scoring scoring, Filler filler) : ISweep
{
    public string Cron => "0 30 3 * * ?";

    public async Task Run(CancellationToken ct)
    {
        if (await filler.Full(ct)) await scoring.Run(null, ct);
    }
}

/// <summary>The same, when a person asks for it.</summary>
internal sealed class ScoreJob(Scoring scoring, LifecycleDb db) : IJob<ScoreJob.Args>
{
    internal sealed record Args;

    public async Task<object?> Run(Args args, JobProgress progress, CancellationToken ct)
    {
        var total = await db.Customers.LongCountAsync(c => c.GoneAt == null && c.Admission == Admission.Admitted, ct);
        var result = await scoring.Run(done => progress.Report(done, Math.Max(total, done)), ct);
        return new { Url = "/churn", result.Scored, result.Refused, result.Listed };
    }
}
