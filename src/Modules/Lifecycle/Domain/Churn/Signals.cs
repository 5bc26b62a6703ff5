using Crm.Lifecycle.Domain.Models;

namespace Crm.Lifecycle.Domain.Churn;

/// <summary>
/// What was known of a customer at a moment: sums over orders, contacts and contracts from before it, and nothing else. Days are days
/// of the installation, money is in the one currency that values are told in; periods are the 180 days before and the 180 before these.
/// </summary>
internal sealed record FactsAsOf
{
    public long CustomerId { get; init; }
    public long? OwnerId { get; init; }
    public long? TeamId { get; init; }

    /// <summary>The moment.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Days on which something was bought and not given back whole.</summary>
    public int Buys { get; init; }
    public int? DaysSinceFirstBuy { get; init; }
    public int? DaysSinceLastBuy { get; init; }
    public decimal Spend { get; init; }
    public decimal SpendLately { get; init; }
    public decimal SpendBefore { get; init; }
    public decimal SpendOfYear { get; init; }
    public int OrdersLately { get; init; }
    public int OrdersBefore { get; init; }

    /// <summary>Days after the first on which money was paid, and how much on these.</summary>
    public int PaidRepeats { get; init; }
    public decimal RepeatSpend { get; init; }

    public DateTimeOffset? LastOrderAt { get; init; }
    public DateTimeOffset? LastContactAt { get; init; }
    public DateTimeOffset? FirstSignedAt { get; init; }
    public DateTimeOffset? LastSignedAt { get; init; }
    public int ContactsLately { get; init; }
    public int ContactsBefore { get; init; }
    public int UsesLately { get; init; }
    public int UsesBefore { get; init; }
    public int LowScores { get; init; }
    public int Complaints { get; init; }
    public int Overdue { get; init; }

    /// <summary>Days until the last contract ends, negative since; null without one.</summary>
    public int? DaysToContractEnd { get; init; }

    /// <summary>Last purchase, contract or contact.</summary>
    public DateTimeOffset? LastActiveAt => new[] { LastOrderAt, LastContactAt, LastSignedAt }.Max();

    public double SilentDays => LastActiveAt is { } last ? (At - last).TotalDays : double.PositiveInfinity;

    /// <summary>Who has neither bought nor signed was never a customer, and cannot be lost.</summary>
    public bool IsCustomer => Buys > 0 || FirstSignedAt is not null;

    /// <summary>Times in weeks, as the purchase models want them.</summary>
    public PurchaseHistory? History => Buys > 0 ? new(Buys - 1, (DaysSinceFirstBuy!.Value - DaysSinceLastBuy!.Value) / 7.0, DaysSinceFirstBuy.Value / 7.0) : null;

    /// <summary>Days between their purchases on average; null for who bought on one day only.</summary>
    public double? UsualGap => Buys > 1 ? (DaysSinceFirstBuy!.Value - DaysSinceLastBuy!.Value) / (Buys - 1.0) : null;
}

/// <summary>What points to somebody leaving. Each is told as a number that is higher the worse it looks.</summary>
internal enum ChurnSignal { Silence, PurchaseGap, OneTimeBuyer, SpendFalling, OrdersFalling, ContactsFalling, UsageFalling, LowScores, Complaints, OverdueTickets, NotAlive, ContractEnding, ShortRelation }

/// <summary>A signal, the number that explains it to people, and what it adds: points of the rules, or log-odds of the regression.</summary>
internal sealed record Reason(ChurnSignal Signal, double Shown, double Weight);

internal static class Signals
{
    public static readonly ChurnSignal[] All = Enum.GetValues<ChurnSignal>();

    /// <summary>The numbers the regression reads, in the order of <see cref="ChurnSignal"/>. Counts are capped and times taken in logarithms, so that one extreme customer does not speak for all.</summary>
    /// <param name="model">Fitted to purchases before the same moment; null while there are too few.</param>
    public static double[] Of(FactsAsOf f, PurchaseModel? model)
    {
        var values = new double[All.Length];
        foreach (var signal in All) values[(int)signal] = Of(signal, f, model);
        return values;
    }

    static double Of(ChurnSignal signal, FactsAsOf f, PurchaseModel? model) => signal switch
    {
        ChurnSignal.Silence => Math.Log(1 + Math.Min(f.SilentDays, 3650)),
        ChurnSignal.PurchaseGap => GapRatio(f) is { } ratio ? Math.Log(Math.Clamp(ratio, 0.1, 20)) : 0,
        ChurnSignal.OneTimeBuyer => f.Buys == 1 ? 1 : 0,
        ChurnSignal.SpendFalling => Fall((double)f.SpendBefore, (double)f.SpendLately),
        ChurnSignal.OrdersFalling => Fall(f.OrdersBefore, f.OrdersLately),
        ChurnSignal.ContactsFalling => Fall(f.ContactsBefore, f.ContactsLately),
        ChurnSignal.UsageFalling => Fall(f.UsesBefore, f.UsesLately),
        ChurnSignal.LowScores => Math.Min(3, f.LowScores),
        ChurnSignal.Complaints => Math.Min(3, f.Complaints),
        ChurnSignal.OverdueTickets => Math.Min(3, f.Overdue),
        ChurnSignal.NotAlive => model is not null && f.History is { } history ? 1 - model.Alive(history) : 0,
        ChurnSignal.ContractEnding => f.DaysToContractEnd is >= -30 and <= 60 ? 1 : 0,
        ChurnSignal.ShortRelation => -Math.Log(1 + TenureDays(f)),
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };

    /// <summary>The number people read beside a signal: days, times, percent, counts.</summary>
    public static double Shown(ChurnSignal signal, FactsAsOf f, PurchaseModel? model) => signal switch
    {
        ChurnSignal.Silence => Math.Floor(Math.Min(f.SilentDays, 36500)),
        ChurnSignal.PurchaseGap => GapRatio(f) ?? 0,
        ChurnSignal.OneTimeBuyer => f.DaysSinceLastBuy ?? 0,
        ChurnSignal.SpendFalling => Percent((double)f.SpendBefore, (double)f.SpendLately),
        ChurnSignal.OrdersFalling => Percent(f.OrdersBefore, f.OrdersLately),
        ChurnSignal.ContactsFalling => Percent(f.ContactsBefore, f.ContactsLately),
        ChurnSignal.UsageFalling => Percent(f.UsesBefore, f.UsesLately),
        ChurnSignal.LowScores => f.LowScores,
        ChurnSignal.Complaints => f.Complaints,
        ChurnSignal.OverdueTickets => f.Overdue,
        ChurnSignal.NotAlive => model is not null && f.History is { } history ? model.Alive(history) * 100 : 100,
        ChurnSignal.ContractEnding => f.DaysToContractEnd ?? 0,
        ChurnSignal.ShortRelation => TenureDays(f),
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };

    /// <summary>Whether a signal can be told as a reason: counts and falls that are there, not those that are missing.</summary>
    public static bool Speaks(ChurnSignal signal, double value) => signal is ChurnSignal.Silence or ChurnSignal.NotAlive or ChurnSignal.ShortRelation || value > 0;

    /// <summary>How many times as long as usual it has been since they bought.</summary>
    public static double? GapRatio(FactsAsOf f) => f.UsualGap is { } gap and > 0 ? f.DaysSinceLastBuy!.Value / gap : null;

    static double TenureDays(FactsAsOf f) => Math.Max(f.DaysSinceFirstBuy ?? 0, f.FirstSignedAt is { } signed ? (f.At - signed).TotalDays : 0);

    /// <summary>From -1 (all new) over 0 (as before, or nothing at all) to 1 (all gone).</summary>
    static double Fall(double before, double lately) => before + lately <= 0 ? 0 : (before - lately) / (before + lately);

    static double Percent(double before, double lately) => before <= 0 ? 0 : Math.Round(100 * (before - lately) / before);
}

/// <summary>
/// The warning while there are too few outcomes to learn from: points anybody can follow, from experience and not from data. They
/// order customers; they are no probability.
/// </summary>
internal static class ChurnRules
{
    public static IReadOnlyList<Reason> Of(FactsAsOf f, PurchaseModel? model, ChurnTerms terms)
    {
        var reasons = new List<Reason>();
        void Add(ChurnSignal signal, int points) => reasons.Add(new(signal, Signals.Shown(signal, f, model), points));

        if (f.SilentDays >= terms.ChurnedDays - terms.HorizonDays) Add(ChurnSignal.Silence, 25);
        else if (f.SilentDays >= terms.ChurnedDays / 2.0) Add(ChurnSignal.Silence, 10);
        if (Signals.GapRatio(f) is { } ratio and >= 2) Add(ChurnSignal.PurchaseGap, ratio >= 3 ? 25 : 15);
        if (f.Buys == 1 && f.DaysSinceLastBuy >= 60) Add(ChurnSignal.OneTimeBuyer, 10);
        if (f.SpendBefore > 0 && f.SpendLately < f.SpendBefore / 2) Add(ChurnSignal.SpendFalling, 10);
        if (f.OrdersBefore > 1 && f.OrdersLately * 2 < f.OrdersBefore) Add(ChurnSignal.OrdersFalling, 5);
        if (f.ContactsBefore > 1 && f.ContactsLately * 2 < f.ContactsBefore) Add(ChurnSignal.ContactsFalling, 5);
        if (f.UsesBefore > 1 && f.UsesLately * 2 < f.UsesBefore) Add(ChurnSignal.UsageFalling, 10);
        if (f.LowScores > 0) Add(ChurnSignal.LowScores, f.LowScores > 1 ? 20 : 15);
        if (f.Complaints > 0) Add(ChurnSignal.Complaints, f.Complaints > 1 ? 20 : 15);
        if (f.Overdue > 0) Add(ChurnSignal.OverdueTickets, 10);
        if (model is not null && f.History is { } history && model.Alive(history) < 0.5) Add(ChurnSignal.NotAlive, 10);
        if (f.DaysToContractEnd is >= -30 and <= 60) Add(ChurnSignal.ContractEnding, 20);
        return [.. reasons.OrderByDescending(r => r.Weight)];
    }
}
