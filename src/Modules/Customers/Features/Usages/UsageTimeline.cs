using Crm.Customers.Data;
using Crm.Platform.Localization;
using Crm.Platform.Time;
using Crm.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Usages;

/// <summary>
/// Use of services on the timeline: one entry a day, since a program may tell of hundreds. A day stands at its last use.
/// From day to day it is found by the index, so that a customer with a million uses costs no more than one with few.
/// </summary>
internal sealed class UsageTimeline(CustomersDb db, InstallationZone zone, Texts texts) : ITimelineSource
{
    /// <summary>Products of a day that are named.</summary>
    const int Named = 5;

    public IReadOnlyList<string> Kinds => ["usage"];

    sealed record Line(DateTimeOffset Start, DateTimeOffset Last, long Id, string Product, string? Unit, decimal Quantity);

    public async Task<IReadOnlyList<TimelineEntry>> Before(long customerId, DateTimeOffset before, int limit, CancellationToken ct)
    {
        var name = zone.Zone.Id;
        // A day with a use at or after the mark has been shown already, whole.
        var lines = await db.Database.SqlQuery<Line>($"""
            with recursive mark as (
              select case when exists (
                select from customers.usages u where u.customer_id = {customerId} and u.used_at >= {before} and u.used_at < {before}::timestamptz + interval '26 hours' and date_trunc('day', u.used_at, {name}) = date_trunc('day', {before}::timestamptz, {name}))
              then date_trunc('day', {before}::timestamptz, {name}) else {before}::timestamptz end as at),
            days as (
              (select date_trunc('day', u.used_at, {name}) as start, u.used_at as last from customers.usages u where u.customer_id = {customerId} and u.used_at < (select at from mark) order by u.used_at desc limit 1)
              union all
              select n.start, n.last from days d cross join lateral (
                select date_trunc('day', u.used_at, {name}) as start, u.used_at as last from customers.usages u where u.customer_id = {customerId} and u.used_at < d.start order by u.used_at desc limit 1) n)
            select d.start as "Start", d.last as "Last", max(u.id) as "Id", u.product as "Product", u.unit as "Unit", sum(u.quantity) as "Quantity"
            from (select * from days limit {limit}) d join customers.usages u on u.customer_id = {customerId} and u.used_at >= d.start and u.used_at <= d.last
            group by d.start, d.last, u.product, u.unit
            """).ToListAsync(ct);
        return [.. lines.GroupBy(l => (l.Start, l.Last)).OrderByDescending(d => d.Key.Last).Select(day =>
        {
            var products = day.OrderByDescending(l => l.Quantity).ThenBy(l => l.Product, StringComparer.Ordinal).ToList();
            var said = products.Take(Named).Select(l => $"{l.Product} {UsageText.Of(texts, l.Quantity, l.Unit)}").Concat(products.Count > Named ? [texts["customers.usage.more", products.Count - Named]] : []);
            return new TimelineEntry(day.Key.Last, "usage", "activity", texts["customers.usage.day"], string.Join('\n', said), $"/customers/{customerId}/usages?day={zone.DayOf(day.Key.Last):yyyy-MM-dd}", null, day.Max(l => l.Id));
        })];
    }
}

/// <summary>How much, in words.</summary>
internal static class UsageText
{
    public static string Of(Texts texts, decimal quantity, string? unit)
    {
        var number = quantity.ToString("#,0.###", System.Globalization.CultureInfo.CurrentCulture);
        return unit is null ? texts["customers.usage.times", number] : $"{number} {unit}";
    }
}
