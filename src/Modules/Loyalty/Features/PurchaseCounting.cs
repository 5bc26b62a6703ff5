using Crm.Contracts.Customers;
using Crm.Loyalty.Domain;
using Crm.Platform.Time;

namespace Crm.Loyalty.Features;

/// <summary>An order that is the fifth of its quarter, or whatever a rule counts to.</summary>
internal sealed record Milestone(EarningRule Rule, DateOnly Start, int Time);

internal static class PurchaseCounting
{
    /// <summary>Which of these orders complete a count, by the terms they are looked at with.</summary>
    public static async Task<ILookup<(ProgrammeTerms Terms, long OrderId), Milestone>> Milestones(this IOrderBook orders, IEnumerable<(ProgrammeTerms Terms, OrderFacts Order)> many, InstallationZone zone, CancellationToken ct)
    {
        var counted = (from one in many
                       from rule in one.Terms.Rules
                       where rule is { Active: true, Trigger: EarnTrigger.PurchaseCount }
                       let start = ProgrammeTerms.StartOf(rule.Period, zone.DayOf(one.Order.PurchasedAt))
                       select (one.Terms, one.Order.Id, Rule: rule, Start: start, Stretch: new OrderStretch(one.Order.CustomerId, zone.StartOf(start), new(one.Order.PurchasedAt, one.Order.Id)))).ToList();
        var counts = await orders.CountsOf(counted.ConvertAll(c => c.Stretch), ct);
        return counted.Where(c => counts.TryGetValue(c.Stretch, out var n) && n % c.Rule.Every == 0).ToLookup(c => (c.Terms, c.Id), c => new Milestone(c.Rule, c.Start, counts[c.Stretch] / c.Rule.Every));
    }
}
