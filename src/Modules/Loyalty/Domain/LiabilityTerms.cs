namespace Crm.Loyalty.Domain;

/// <summary>
/// What points are worth. Points give a customer a material right: part of the price of what earned them is a contract
/// liability until they are redeemed or expire (IFRS 15, B39-B41; 企业会计准则第14号——收入 (2017), 第三十五条). Its measure is the
/// stand-alone selling price of the right, lowered by the share that is never redeemed (breakage, IFRS 15 B42 and B44-B47).
/// </summary>
/// <param name="Value">Stand-alone value of a point.</param>
/// <param name="BreakagePercent">Share of points that is never redeemed.</param>
internal sealed record LiabilityTerms(decimal Value, string Currency, decimal BreakagePercent)
{
    public const string Setting = "loyalty.liability";

    public static readonly LiabilityTerms Default = new(0.01m, "CNY", 10);

    /// <summary>Sources of points that no sale has paid for: they are a marketing expense when they are given, and no part of a sale's price.</summary>
    public static readonly string[] MarketingSources = ["survey", "birthday", "event", "referral"];

    /// <summary>Points x stand-alone value x (1 - breakage).</summary>
    public decimal Of(long points) => Math.Round(points * Value * (1 - (BreakagePercent / 100)), 2, MidpointRounding.AwayFromZero);
}
