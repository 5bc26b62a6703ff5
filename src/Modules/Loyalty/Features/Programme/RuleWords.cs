using System.Globalization;
using Crm.Loyalty.Domain;
using Crm.Platform.Localization;

namespace Crm.Loyalty.Features.Programme;

/// <summary>A fact of a rule or of the terms, in the reader's words.</summary>
internal sealed record Said(string Label, string Text);

/// <summary>What differs between two versions: what it is about, and before and after.</summary>
internal sealed record Difference(string Subject, string Label, string? Before, string? After);

/// <summary>Says rules, campaigns and terms in the reader's words, and what differs between two versions.</summary>
internal sealed class RuleWords(Texts texts)
{
    static CultureInfo Culture => CultureInfo.CurrentUICulture;

    static string Language => Texts.LanguageOf(Culture);

    public IReadOnlyList<Said> Say(ProgrammeTerms terms) =>
    [
        new(texts["loyalty.terms.validity"], texts["loyalty.terms.validity.months", terms.ValidityMonths]),
        new(texts["loyalty.terms.pending"], terms.PendingDays == 0 ? texts["loyalty.terms.pending.none"] : texts["loyalty.days", terms.PendingDays]),
        new(texts["loyalty.terms.tax"], texts[terms.WithoutTax ? "loyalty.terms.tax.without" : "loyalty.terms.tax.with"]),
        new(texts["loyalty.terms.earlier"], terms.EarlierDays == 0 ? texts["loyalty.terms.earlier.none"] : texts["loyalty.days", terms.EarlierDays]),
    ];

    public IReadOnlyList<Said> Say(EarningRule rule, ProgrammeTerms terms, TierLadder tiers)
    {
        var said = new List<Said>();
        void Add(string label, string? text) { if (!string.IsNullOrEmpty(text)) said.Add(new(texts[label], text)); }
        Add("loyalty.rule.trigger", texts[rule.Trigger]);
        Add("loyalty.rule.gives", rule.Trigger switch
        {
            EarnTrigger.Purchase => string.Join(", ", rule.Rates.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => texts["loyalty.rule.rate", r.Value.ToString("0.####", Culture), r.Key])),
            EarnTrigger.PurchaseCount => texts["loyalty.rule.count", rule.Points, rule.Every, texts[rule.Period]],
            _ => texts["loyalty.rule.points.each", rule.Points],
        });
        if (rule.Trigger == EarnTrigger.Purchase) Add("loyalty.rule.qualifies", texts[rule.Qualifies ? "loyalty.yes" : "loyalty.no"]);
        Add("loyalty.rule.minAmount", rule.MinAmount?.ToString("0.##", Culture));
        Add("loyalty.rule.maxAmount", rule.MaxAmount?.ToString("0.##", Culture));
        Add("loyalty.rule.products", string.Join(", ", rule.Products));
        Add("loyalty.rule.categories", string.Join(", ", rule.Categories));
        Add("loyalty.rule.sources", string.Join(", ", rule.Sources));
        if (rule.FirstOnly) Add("loyalty.rule.firstOnly", texts["loyalty.yes"]);
        Add("loyalty.rule.weekdays", string.Join(", ", rule.Weekdays.Select(Culture.DateTimeFormat.GetDayName)));
        Add("loyalty.rule.from", Day(rule.From));
        Add("loyalty.rule.to", Day(rule.To));
        if (rule.TierId is { } tier) Add("loyalty.rule.tier", tiers.RankOf(tier) is { } rank ? tiers.Of(rank)!.Name(Language) : texts["loyalty.tier.unknown"]);
        if (rule.Campaign is { } key) Add("loyalty.rule.campaign", terms.Campaigns.Find(c => c.Key == key)?.Name(Language) ?? key);
        Add("loyalty.rule.multiplies", string.Join(", ", new[] { rule.TierMultiplies ? texts["loyalty.rule.tierMultiplies.short"] : null, rule.CampaignMultiplies ? texts["loyalty.rule.campaignMultiplies.short"] : null }.OfType<string>()));
        if (rule.Rounding != Rounding.Down) Add("loyalty.rule.rounding", texts[rule.Rounding]);
        Add("loyalty.rule.perEvent", rule.PerEvent?.ToString("N0", Culture));
        Add("loyalty.rule.perDay", rule.PerDay?.ToString("N0", Culture));
        Add("loyalty.rule.perMonth", rule.PerMonth?.ToString("N0", Culture));
        if (!rule.Active) Add("loyalty.state", texts["loyalty.rule.off"]);
        return said;
    }

    public IReadOnlyList<Said> Say(PointCampaign campaign) =>
    [
        new(texts["loyalty.campaign.days"], texts["loyalty.campaign.fromTo", Day(campaign.From)!, Day(campaign.To)!]),
        new(texts["loyalty.campaign.multiplier"], "× " + campaign.Multiplier.ToString("0.##", Culture)),
        .. campaign.Sources.Count == 0 ? Array.Empty<Said>() : [new Said(texts["loyalty.rule.sources"], string.Join(", ", campaign.Sources))],
    ];

    public IReadOnlyList<Difference> Between(ProgrammeTerms before, ProgrammeTerms after, TierLadder tiers)
    {
        var differences = new List<Difference>();
        void Compare(string subject, IReadOnlyList<Said>? old, IReadOnlyList<Said>? now)
        {
            foreach (var label in (old ?? []).Concat(now ?? []).Select(s => s.Label).Distinct())
            {
                var (b, a) = (old?.FirstOrDefault(s => s.Label == label)?.Text, now?.FirstOrDefault(s => s.Label == label)?.Text);
                if (b != a) differences.Add(new(subject, label, b, a));
            }
        }
        Compare(texts["loyalty.terms.title"], Say(before), Say(after));
        foreach (var key in before.Rules.Concat(after.Rules).Select(r => r.Key).Distinct())
        {
            var (b, a) = (before.Rules.Find(r => r.Key == key), after.Rules.Find(r => r.Key == key));
            Compare((a ?? b)!.Name(Language), b is null ? null : [new(texts["loyalty.rule.name"], b.Name(Language)), .. Say(b, before, tiers)], a is null ? null : [new(texts["loyalty.rule.name"], a.Name(Language)), .. Say(a, after, tiers)]);
        }
        foreach (var key in before.Campaigns.Concat(after.Campaigns).Select(c => c.Key).Distinct())
        {
            var (b, a) = (before.Campaigns.Find(c => c.Key == key), after.Campaigns.Find(c => c.Key == key));
            Compare((a ?? b)!.Name(Language), b is null ? null : [new(texts["loyalty.rule.name"], b.Name(Language)), .. Say(b)], a is null ? null : [new(texts["loyalty.rule.name"], a.Name(Language)), .. Say(a)]);
        }
        return differences;
    }

    static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
