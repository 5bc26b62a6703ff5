using Crm.Platform.Settings;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Goodwill;

/// <summary>What each role may give by itself. Who holds several may give what any of them may.</summary>
internal sealed record GoodwillTerms
{
    public const string Setting = "tickets.goodwill";

    /// <summary>Currency of the limits. A coupon in another one always needs approval.</summary>
    public string Currency { get; init; } = "CNY";

    /// <summary>How long a coupon is good.</summary>
    public int CouponDays { get; init; } = 90;

    /// <summary>Of roles without a limit of their own.</summary>
    public GoodwillLimit Others { get; init; } = new(500, 2000, 50, 300);

    /// <summary>By role.</summary>
    public Dictionary<long, GoodwillLimit> Roles { get; init; } = [];

    public IEnumerable<GoodwillLimit> Of(IEnumerable<long> roles) => roles.Select(r => Roles.GetValueOrDefault(r) ?? Others).Distinct();

    public static ValueTask<GoodwillTerms> Read(ISettings settings, CancellationToken ct) => settings.Get(Setting, new GoodwillTerms(), ct);
}
