namespace Crm.Loyalty.Domain;

/// <summary>
/// How points are earned. Purchases earn on money paid for goods, tax included; orders in a currency without a rate earn
/// nothing. Configured under Crm:Loyalty.
/// </summary>
internal sealed class LoyaltyTerms
{
    /// <summary>Points for one unit of money, by currency.</summary>
    public Dictionary<string, decimal> Rates { get; init; } = new(StringComparer.OrdinalIgnoreCase) { ["CNY"] = 1m };

    /// <summary>Points for a finished survey.</summary>
    public int SurveyPoints { get; init; } = 50;

    /// <summary>How long points live: this many months, to the end of that month in the installation's zone.</summary>
    public int ValidityMonths { get; init; } = 24;

    /// <summary>How long a redemption can be called off.</summary>
    public int CancelDays { get; init; } = 14;

    /// <summary>How long points live on that had expired when they came back.</summary>
    public int GraceDays { get; init; } = 30;

    /// <summary>Multiply, then floor.</summary>
    public long PointsFor(decimal goods, string currency) =>
        goods > 0 && Rates.TryGetValue(currency, out var rate) ? (long)Math.Floor(goods * rate) : 0;

    /// <summary>
    /// Points to take back in all once this much of an order has been refunded, at the rate they were earned at: what
    /// was earned less what the rest would have earned, so that partial refunds never round away from one another.
    /// </summary>
    public static long TakenBack(long earned, decimal goods, decimal refundedTotal) =>
        goods <= 0 ? 0 : earned - (long)Math.Floor(earned * Math.Clamp(goods - refundedTotal, 0, goods) / goods);
}
