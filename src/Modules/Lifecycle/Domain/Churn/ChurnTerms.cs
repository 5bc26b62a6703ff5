namespace Crm.Lifecycle.Domain.Churn;

/// <summary>What churned means, how far the warning looks ahead, and from where on somebody stands on the list. A setting.</summary>
internal sealed record ChurnTerms
{
    public const string Setting = "lifecycle.churn_terms";

    public static readonly ChurnTerms Default = new();

    /// <summary>Without purchase, contract or contact for so many days a customer is churned. Set with the rules of the stages, which say the same.</summary>
    public int ChurnedDays { get; init; } = 180;

    /// <summary>The warning is the chance of becoming churned within so many days. Only who has been silent for the rest of the time already can.</summary>
    public int HorizonDays { get; init; } = 30;

    /// <summary>Chances, in percent, from which the risk is called high and medium.</summary>
    public int HighPercent { get; init; } = 50;
    public int MediumPercent { get; init; } = 25;

    /// <summary>Points of the rules from which it is high, medium, or to be watched.</summary>
    public int HighPoints { get; init; } = 60;
    public int MediumPoints { get; init; } = 45;
    public int WatchPoints { get; init; } = 30;

    /// <summary>So many who were lost, and so many for each signal, before a regression is made of them: the rule of ten outcomes per variable of P. Peduzzi et al., Journal of Clinical Epidemiology 49, 1996, 1373-1379.</summary>
    public const int LeastLost = 200, LeastPerSignal = 10;
}

/// <summary>How the worth of customers is worked out. A setting.</summary>
internal sealed record ValueTerms
{
    public const string Setting = "lifecycle.value_terms";

    public static readonly ValueTerms Default = new();

    /// <summary>The currency whose orders are counted; none: the one most orders are in.</summary>
    public string? Currency { get; init; }

    /// <summary>Share of revenue that is margin, in percent; none: values are revenue.</summary>
    public decimal? MarginPercent { get; init; }

    public decimal DiscountPercent { get; init; } = 10;
    public int Months { get; init; } = 36;

    public double Kept => MarginPercent is { } margin ? (double)margin / 100 : 1;
}
