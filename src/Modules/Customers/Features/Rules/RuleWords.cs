using Crm.Contracts.Staff;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Facts;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.Time;

namespace Crm.Customers.Features.Rules;

/// <summary>Rules in the reader's language: what they ask, and why they are true of somebody.</summary>
internal sealed class RuleWords(IStaffDirectory staff, ISettings settings, Texts texts, Show show, InstallationZone zone, TimeProvider clock)
{
    /// <summary>Says a rule in one sentence.</summary>
    public async Task<string> Say(Rule rule, CancellationToken ct) => Say(rule, await Names(ct));

    /// <summary>The conditions that hold, each with the value it found: "spend in 365 days ¥8,200.00 (at least ¥5,000.00)".</summary>
    public async Task<IReadOnlyList<string>> Why(Rule rule, FactRow row, CancellationToken ct)
    {
        var names = await Names(ct);
        var now = clock.GetUtcNow();
        return [.. rule.Every().Where(c => FactBook.Find(c.Fact) is not null && Holds(c, row, now)).Select(c => texts["customers.rule.because", Found(c, row, now, names), Tested(c, names)])];
    }

    /// <summary>The same answer the database gives, for one row. ILIKE is the one thing that only the database can do.</summary>
    bool Holds(Condition condition, FactRow row, DateTimeOffset now) => condition.Is == RuleTest.Contains
        ? (FactBook.Find(condition.Fact)!.Of(row) as string)?.Contains(condition.Values[0].Trim(), StringComparison.OrdinalIgnoreCase) == true
        : RuleQuery.Predicate(condition, now, zone).Compile()(row);

    string Say(Rule rule, Words words)
    {
        var parts = rule.Conditions.Select(c => $"{texts[FactBook.Find(c.Fact)?.Label ?? c.Fact]} {Tested(c, words)}").Concat(rule.Groups.Select(g => texts["customers.rule.group", Say(g, words)]));
        return string.Join(texts[rule.Match == RuleMatch.All ? "customers.rule.and" : "customers.rule.or"], parts);
    }

    string Tested(Condition condition, Words words)
    {
        var fact = FactBook.Find(condition.Fact);
        if (condition.Is is RuleTest.Known or RuleTest.Unknown || fact is null) return texts[condition.Is];
        var values = string.Join(texts["customers.rule.list"], condition.Values.Select(v => fact.Kind switch
        {
            FactKind.Money => Fact.Number(v) is { } money ? show.Money(money, words.Currency) : v,
            FactKind.Number => Fact.Number(v) is { } number ? show.Number((double)number, decimal.IsInteger(number) ? 0 : 2) : v,
            FactKind.Share => v + " %",
            FactKind.DaysAgo => texts["customers.rule.daysAgo", v],
            FactKind.Choice => fact.Choices.FirstOrDefault(c => c.Word == v).Value is { } value ? texts[value] : v,
            FactKind.Person => words.People.GetValueOrDefault(v, v),
            FactKind.Team => words.Teams.GetValueOrDefault(v, v),
            _ => v,
        }));
        return texts[fact.Kind == FactKind.DaysAgo ? condition.Is == RuleTest.AtLeast ? "customers.rule.before" : "customers.rule.within" : "customers.rule.say." + condition.Is, values];
    }

    string Found(Condition condition, FactRow row, DateTimeOffset now, Words words)
    {
        var fact = FactBook.Find(condition.Fact)!;
        var label = texts[fact.Label];
        var value = fact.Of(row) switch
        {
            null => texts[RuleTest.Unknown],
            decimal money => show.Money(money, words.Currency),
            double share => show.Percent(share, 0),
            int or short => Convert.ToString(fact.Of(row), System.Globalization.CultureInfo.CurrentCulture)!,
            DateTimeOffset at => texts["customers.rule.daysAgo", Math.Max(0, (int)(now - at).TotalDays)],
            DateOnly day => texts["customers.rule.daysAgo", Math.Max(0, zone.DayOf(now).DayNumber - day.DayNumber)],
            Enum choice => texts[choice],
            long id => (fact.Kind == FactKind.Person ? words.People : words.Teams).GetValueOrDefault(id.ToString(System.Globalization.CultureInfo.InvariantCulture), "–"),
            List<string> list => list.Count == 0 ? texts[RuleTest.Unknown] : string.Join(texts["customers.rule.list"], list.Where(x => condition.Values.Count == 0 || condition.Values.Contains(x)).Take(3)),
            var text => text.ToString()!,
        };
        return $"{label} {value}".TrimEnd();
    }

    sealed record Words(string Currency, IReadOnlyDictionary<string, string> People, IReadOnlyDictionary<string, string> Teams);

    async Task<Words> Names(CancellationToken ct) => new(
        await settings.Get(FactKeeper.CurrencySetting, FactKeeper.DefaultCurrency, ct),
        (await staff.Everyone(ct)).Values.ToDictionary(p => $"{p.Id}", p => p.Name),
        (await staff.Teams(ct)).Values.ToDictionary(t => $"{t.Id}", t => t.Name));
}
