using Crm.Contracts.Customers;

namespace Crm.Loyalty.Domain;

/// <summary>What earns points.</summary>
internal enum EarnTrigger { Purchase, FirstPurchase, PurchaseCount, Referral, Survey, Event, Birthday }

/// <summary>What becomes of fractions of a point.</summary>
internal enum Rounding { Down, Nearest, Up }

/// <summary>The calendar period in which purchases are counted.</summary>
internal enum CountPeriod { Month, Quarter, Year }

/// <summary>One way of earning. Conditions that are empty are no conditions; all others have to hold.</summary>
internal sealed record EarningRule
{
    /// <summary>Names the rule in every version it is part of.</summary>
    public string Key { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string NameZh { get; init; } = "";
    public EarnTrigger Trigger { get; init; }
    public bool Active { get; init; } = true;

    /// <summary>Points for one unit of money paid for goods, by currency. Of purchases.</summary>
    public Dictionary<string, decimal> Rates { get; init; } = [];

    /// <summary>Points for each occasion. Of everything but purchases.</summary>
    public long Points { get; init; }

    /// <summary>Points for every so many purchases of a period.</summary>
    public int Every { get; init; } = 5;
    public CountPeriod Period { get; init; }
    public Rounding Rounding { get; init; }

    /// <summary>Whether what a purchase earns before multipliers counts towards a tier.</summary>
    public bool Qualifies { get; init; } = true;

    public decimal? MinAmount { get; init; }
    public decimal? MaxAmount { get; init; }

    /// <summary>Words in names of products: only what was paid for those that contain one of them earns.</summary>
    public List<string> Products { get; init; } = [];

    /// <summary>Categories of products: only what was paid for products of one of them earns.</summary>
    public List<string> Categories { get; init; } = [];

    /// <summary>Systems the order may come from.</summary>
    public List<string> Sources { get; init; } = [];
    public bool FirstOnly { get; init; }
    public List<DayOfWeek> Weekdays { get; init; } = [];
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>This tier, or one above it.</summary>
    public long? TierId { get; init; }

    /// <summary>Only while this campaign lasts.</summary>
    public string? Campaign { get; init; }

    public bool TierMultiplies { get; init; } = true;
    public bool CampaignMultiplies { get; init; } = true;

    public long? PerEvent { get; init; }
    public long? PerDay { get; init; }
    public long? PerMonth { get; init; }

    /// <summary>Whether what it gives depends on what it has given before.</summary>
    public bool HasCap() => (PerDay ?? PerMonth) is not null;

    public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;
}

/// <summary>Some days on which points are multiplied.</summary>
internal sealed record PointCampaign
{
    public string Key { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string NameZh { get; init; } = "";
    public DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly To { get; init; }
    public decimal Multiplier { get; init; } = 2;

    /// <summary>Systems the order may come from; none: all.</summary>
    public List<string> Sources { get; init; } = [];

    public string Name(string language) => language == "zh-CN" ? NameZh : NameEn;

    public bool Holds(Occasion occasion) => occasion.Day >= From && occasion.Day <= To && (Sources.Count == 0 || (occasion.Source is { } source && Sources.Contains(source, StringComparer.OrdinalIgnoreCase)));
}

/// <summary>Something that may earn.</summary>
/// <param name="Day">Of the installation's zone.</param>
/// <param name="Amount">Money for goods; 0 where no money was paid.</param>
/// <param name="First">It is the customer's first purchase.</param>
internal sealed record Occasion(EarnTrigger Trigger, DateOnly Day, decimal Amount = 0, string Currency = "", string? Source = null, bool First = false)
{
    public IReadOnlyList<OrderLineFacts> Lines { get; init; } = [];

    /// <summary>The one rule it is an occasion for; null: for any of its trigger.</summary>
    public string? Rule { get; init; }
}

/// <summary>What a rule gives for an occasion. <paramref name="Qualifying"/>: before multipliers, towards a tier.</summary>
internal sealed record Earned(EarningRule Rule, long Points, long Qualifying, decimal Multiplier, string? Campaign);

/// <summary>What a rule has given a member on the day and in the month of an occasion.</summary>
internal readonly record struct Used(long Day, long Month);

/// <summary>What capped rules have given whom; read once for many occasions, and told of each that follows.</summary>
internal sealed class CapBook
{
    readonly Dictionary<(long Member, string Rule, DateOnly Day), long> days = [];
    readonly Dictionary<(long Member, string Rule, int Year, int Month), long> months = [];

    public void Add(long member, string rule, DateOnly day, long points)
    {
        days[(member, rule, day)] = days.GetValueOrDefault((member, rule, day)) + points;
        months[(member, rule, day.Year, day.Month)] = months.GetValueOrDefault((member, rule, day.Year, day.Month)) + points;
    }

    public Used Of(long member, string rule, DateOnly day) => new(days.GetValueOrDefault((member, rule, day)), months.GetValueOrDefault((member, rule, day.Year, day.Month)));
}

/// <summary>How points are earned: the content of a version of the programme.</summary>
internal sealed record ProgrammeTerms
{
    /// <summary>How long points live: this many months, to the end of that month in the installation's zone.</summary>
    public int ValidityMonths { get; init; } = 24;

    /// <summary>So many days later they can be spent.</summary>
    public int PendingDays { get; init; }

    /// <summary>Purchases earn on their price without tax. Chinese prices include it.</summary>
    public bool WithoutTax { get; init; }

    /// <summary>Who joins earns for purchases of so many days before; 0: for none.</summary>
    public int EarlierDays { get; init; }

    public List<EarningRule> Rules { get; init; } = [];
    public List<PointCampaign> Campaigns { get; init; } = [];

    /// <summary>What stood in the configuration, as the first version.</summary>
    public static ProgrammeTerms Of(LoyaltyTerms terms) => new()
    {
        ValidityMonths = terms.ValidityMonths,
        Rules =
        [
            new() { Key = "purchase", NameEn = "Purchases", NameZh = "消费积分", Trigger = EarnTrigger.Purchase, Rates = new(terms.Rates) },
            new() { Key = "survey", NameEn = "Finished surveys", NameZh = "问卷积分", Trigger = EarnTrigger.Survey, Points = terms.SurveyPoints, TierMultiplies = false, CampaignMultiplies = false, Qualifies = false, Active = terms.SurveyPoints > 0 },
        ],
    };

    public bool Rewards(EarnTrigger trigger) => Rules.Exists(r => r.Active && r.Trigger == trigger);

    /// <summary>Money that earns: paid for goods, without tax only where the terms say so.</summary>
    public decimal Base(OrderFacts order) => WithoutTax ? Math.Max(0, order.Goods - order.Tax) : order.Goods;

    /// <summary>The first day on which points earned on a day are gone.</summary>
    public DateOnly FirstDayGone(DateOnly earned)
    {
        var last = earned.AddMonths(ValidityMonths);
        return new DateOnly(last.Year, last.Month, 1).AddMonths(1);
    }

    /// <summary>
    /// What an occasion earns a member of a tier, rule by rule: multiply, round, cap. Of several campaigns the highest
    /// multiplier counts; it multiplies the tier's.
    /// </summary>
    public IReadOnlyList<Earned> Earn(Occasion occasion, int rank, TierLadder tiers, Func<string, Used> used)
    {
        var earned = new List<Earned>();
        foreach (var rule in Rules.Where(r => r.Active && r.Trigger == occasion.Trigger && Holds(r, occasion, rank, tiers)))
        {
            var raw = rule.Trigger == EarnTrigger.Purchase ? Money(rule, occasion) * Rate(rule, occasion.Currency) : rule.Points;
            if (raw <= 0) continue;
            var campaign = rule.CampaignMultiplies ? Campaigns.Where(c => c.Holds(occasion)).MaxBy(c => c.Multiplier) : null;
            var multiplier = (rule.TierMultiplies ? tiers.MultiplierOf(rank) : 1) * (campaign?.Multiplier ?? 1);
            var points = Capped(rule, Round(raw * multiplier, rule.Rounding), used);
            var qualifying = rule is { Trigger: EarnTrigger.Purchase, Qualifies: true } ? Round(raw, rule.Rounding) : 0;
            if (points > 0 || qualifying > 0) earned.Add(new(rule, points, qualifying, multiplier, campaign?.Key));
        }
        return earned;
    }

    bool Holds(EarningRule rule, Occasion o, int rank, TierLadder tiers) =>
        (o.Rule is null || o.Rule == rule.Key)
        && (rule.From is null || o.Day >= rule.From) && (rule.To is null || o.Day <= rule.To)
        && (rule.Weekdays.Count == 0 || rule.Weekdays.Contains(o.Day.DayOfWeek))
        && (rule.TierId is not { } tier || (tiers.RankOf(tier) is { } least && rank >= least))
        && (rule.Campaign is null || Campaigns.Exists(c => c.Key == rule.Campaign && c.Holds(o)))
        && (rule.MinAmount is null || o.Amount >= rule.MinAmount) && (rule.MaxAmount is null || o.Amount <= rule.MaxAmount)
        && (rule.Sources.Count == 0 || (o.Source is { } source && rule.Sources.Contains(source, StringComparer.OrdinalIgnoreCase)))
        && (!rule.FirstOnly || o.First);

    /// <summary>What was paid for the products and categories a rule names: their share of the order, so that a discount of the whole is borne by all.</summary>
    static decimal Money(EarningRule rule, Occasion o)
    {
        if (rule.Products.Count == 0 && rule.Categories.Count == 0) return o.Amount;
        var all = o.Lines.Sum(l => l.Amount);
        if (all <= 0) return 0;
        var named = o.Lines.Where(l => (rule.Products.Count == 0 || rule.Products.Exists(p => l.Product.Contains(p, StringComparison.OrdinalIgnoreCase)))
            && (rule.Categories.Count == 0 || rule.Categories.Contains(l.Category, StringComparer.OrdinalIgnoreCase))).Sum(l => l.Amount);
        return o.Amount * Math.Clamp(named, 0, all) / all;
    }

    static decimal Rate(EarningRule rule, string currency)
    {
        foreach (var (code, rate) in rule.Rates) if (string.Equals(code, currency, StringComparison.OrdinalIgnoreCase)) return rate;
        return 0;
    }

    static long Round(decimal points, Rounding rounding) => (long)(rounding switch
    {
        Rounding.Nearest => Math.Round(points, MidpointRounding.AwayFromZero),
        Rounding.Up => Math.Ceiling(points),
        _ => Math.Floor(points),
    });

    static long Capped(EarningRule rule, long points, Func<string, Used> used)
    {
        if (rule.PerEvent is { } once) points = Math.Min(points, once);
        if (!rule.HasCap()) return points;
        var sofar = used(rule.Key);
        if (rule.PerDay is { } day) points = Math.Min(points, day - sofar.Day);
        if (rule.PerMonth is { } month) points = Math.Min(points, month - sofar.Month);
        return Math.Max(0, points);
    }

    /// <summary>When the period of counting begins in which a day lies.</summary>
    public static DateOnly StartOf(CountPeriod period, DateOnly day) => period switch
    {
        CountPeriod.Month => new(day.Year, day.Month, 1),
        CountPeriod.Quarter => new(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
        _ => new(day.Year, 1, 1),
    };
}
