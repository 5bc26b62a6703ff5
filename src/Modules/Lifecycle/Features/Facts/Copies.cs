using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Sales;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Features.Facts;

/// <summary>Writes our own copies of other modules' facts. Whatever is told twice is written once; what a merge has moved follows the survivor.</summary>
internal sealed class Copies(LifecycleDb db, ICustomerDirectory directory)
{
    /// <summary>Copies the facts of these customers, and answers with who stands for each: after a merge the survivor. Unknown ones are left out.</summary>
    public async Task<IReadOnlyDictionary<long, long>> Know(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var facts = await directory.FactsOf([.. ids.Distinct()], ct);
        await Customers([.. facts.Values.DistinctBy(f => f.Id)], ct);
        return facts.ToDictionary(f => f.Key, f => f.Value.Id);
    }

    /// <summary>The same for those that have no row here yet; the facts of the others are up to date by events.</summary>
    public async Task<IReadOnlyDictionary<long, long>> KnowNew(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var asked = ids.Distinct().ToList();
        var here = (await db.Customers.Where(c => asked.Contains(c.CustomerId) && c.GoneAt == null).Select(c => c.CustomerId).ToListAsync(ct)).ToHashSet();
        var standing = here.ToDictionary(id => id, id => id);
        if (here.Count < asked.Count)
            foreach (var (id, stands) in await Know([.. asked.Where(id => !here.Contains(id))], ct)) standing[id] = stands;
        return standing;
    }

    /// <summary>Facts of customers; answers with those whose value class is another than it was.</summary>
    public async Task<IReadOnlyList<ClassChange>> Customers(IReadOnlyCollection<CustomerFacts> facts, CancellationToken ct)
    {
        if (facts.Count == 0) return [];
        var rows = JsonSerializer.Serialize(facts.Where(f => !f.Erased).OrderBy(f => f.Id).Select(f => new
        {
            customer_id = f.Id, number = f.Number, name = f.Name, kind = f.Kind, level = f.Level, admission = f.Admission, size = f.Size, industry = f.Industry, region = f.Region,
            source = f.Source, value_class = f.ValueClass, owner_id = f.OwnerId, team_id = f.TeamId, since = f.Since, created_at = f.CreatedAt,
        }), EventTypes.Json);
        const string Names = "number, name, kind, level, admission, size, industry, region, source, value_class, owner_id, team_id, since, created_at";
        return await db.Database.SqlQueryRaw<ClassChange>($$"""
            with r as (
              select * from jsonb_to_recordset({0}::jsonb) as r(customer_id bigint, number text, name text, kind text, level text, admission text, size text, industry text, region text,
                source text, value_class text, owner_id bigint, team_id bigint, since date, created_at timestamptz)),
            old as (select customer_id, value_class from lifecycle.customers where customer_id in (select customer_id from r)),
            put as (
              insert into lifecycle.customers as c (customer_id, {{Names}}, orders, open_deals)
              select customer_id, {{Names}}, 0, 0 from r
              on conflict (customer_id) do update set ({{Names}}) = ({{string.Join(", ", Names.Split(", ").Select(n => "excluded." + n))}})
              where row({{string.Join(", ", Names.Split(", ").Select(n => "c." + n))}}) is distinct from row({{string.Join(", ", Names.Split(", ").Select(n => "excluded." + n))}})
              returning customer_id)
            select r.customer_id as "CustomerId", r.value_class as "Class" from r join old using (customer_id) where old.value_class <> r.value_class
            """, rows).ToListAsync(ct);
    }

    public sealed record ClassChange(long CustomerId, string Class);

    public async Task Orders(IReadOnlyCollection<PurchaseFacts> orders, IReadOnlyDictionary<long, long> standing, CancellationToken ct)
    {
        var known = orders.Where(o => standing.ContainsKey(o.CustomerId)).DistinctBy(o => o.Id).OrderBy(o => o.Id).ToList();
        var (ids, customers, times) = (known.Select(o => o.Id).ToArray(), known.Select(o => standing[o.CustomerId]).ToArray(), known.Select(o => o.PurchasedAt.ToUniversalTime()).ToArray());
        var (net, currencies, voids) = (known.Select(o => decimal.Round(o.Goods - Math.Min(o.Refunded, o.Goods), 2)).ToArray(), known.Select(o => o.Currency).ToArray(), known.Select(o => o.Refunded > 0 && o.Refunded >= o.Goods).ToArray());
        // When something was given back is not told here: we have learnt it by now.
        var (goods, learnt) = (known.Select(o => decimal.Round(o.Goods, 2)).ToArray(), known.Select(o => o.Refunded > 0 ? db.Clock.GetUtcNow() : (DateTimeOffset?)null).ToArray());
        await db.Database.ExecuteSqlAsync($"""
            insert into lifecycle.orders as o (purchase_id, customer_id, at, net, currency, void, goods, refunded_at) select * from unnest({ids}, {customers}, {times}, {net}, {currencies}, {voids}, {goods}, {learnt})
            on conflict (purchase_id) do update set (customer_id, at, net, currency, void, goods, refunded_at) = (excluded.customer_id, excluded.at, excluded.net, excluded.currency, excluded.void, excluded.goods, case when o.net = excluded.net then o.refunded_at else excluded.refunded_at end)
            where row(o.customer_id, o.at, o.net, o.currency, o.void, o.goods) is distinct from row(excluded.customer_id, excluded.at, excluded.net, excluded.currency, excluded.void, excluded.goods)
            """, ct);
    }

    /// <summary>Uses of products and services; nightly is soon enough for what is asked of them.</summary>
    public async Task Usages(IReadOnlyCollection<UsageRecord> usages, IReadOnlyDictionary<long, long> standing, CancellationToken ct)
    {
        var known = usages.Where(u => standing.ContainsKey(u.CustomerId)).ToList();
        var (ids, customers, times) = (known.Select(u => u.Id).ToArray(), known.Select(u => standing[u.CustomerId]).ToArray(), known.Select(u => u.At.ToUniversalTime()).ToArray());
        await db.Database.ExecuteSqlAsync($"""
            insert into lifecycle.usages as u (usage_id, customer_id, at) select * from unnest({ids}, {customers}, {times})
            on conflict (usage_id) do update set (customer_id, at) = (excluded.customer_id, excluded.at) where row(u.customer_id, u.at) is distinct from row(excluded.customer_id, excluded.at)
            """, ct);
    }

    /// <summary>Money given back: refunds are told with their sum so far, so that an older one changes nothing.</summary>
    public Task Refunded(long purchaseId, decimal goods, decimal total, CancellationToken ct)
    {
        var (net, gone) = (decimal.Round(goods - Math.Min(total, goods), 2), total > 0 && total >= goods);
        return db.Database.ExecuteSqlAsync($"update lifecycle.orders set net = {net}, void = {gone}, goods = {decimal.Round(goods, 2)}, refunded_at = {db.Clock.GetUtcNow()} where purchase_id = {purchaseId} and net > {net}", ct);
    }

    public async Task Touches(IReadOnlyCollection<KnownTouch> touches, IReadOnlyDictionary<long, long> standing, CancellationToken ct)
    {
        var known = touches.Where(t => standing.ContainsKey(t.CustomerId)).DistinctBy(t => (t.Kind, t.SourceId)).OrderBy(t => t.Kind).ThenBy(t => t.SourceId).ToList();
        if (known.Count == 0) return;
        var (kinds, ids, customers) = (known.Select(t => SnakeCase.Of(t.Kind.ToString())).ToArray(), known.Select(t => t.SourceId).ToArray(), known.Select(t => standing[t.CustomerId]).ToArray());
        var (times, values) = (known.Select(t => t.At.ToUniversalTime()).ToArray(), known.Select(t => t.Value).ToArray());
        await db.Database.ExecuteSqlAsync($"""
            insert into lifecycle.touches as t (kind, source_id, customer_id, at, value) select * from unnest({kinds}, {ids}, {customers}, {times}, {values})
            on conflict (kind, source_id) do update set (customer_id, at, value) = (excluded.customer_id, excluded.at, excluded.value)
            where row(t.customer_id, t.at, t.value) is distinct from row(excluded.customer_id, excluded.at, excluded.value)
            """, ct);
    }

    public async Task Deals(IReadOnlyCollection<DealRecord> deals, IReadOnlyDictionary<long, long> standing, CancellationToken ct)
    {
        var known = deals.Where(d => standing.ContainsKey(d.CustomerId)).DistinctBy(d => d.OpportunityId).OrderBy(d => d.OpportunityId).ToList();
        if (known.Count == 0) return;
        var (ids, customers, opened) = (known.Select(d => d.OpportunityId).ToArray(), known.Select(d => standing[d.CustomerId]).ToArray(), known.Select(d => d.OpenedAt.ToUniversalTime()).ToArray());
        var (closed, won, ends) = (known.Select(d => d.ClosedAt?.ToUniversalTime()).ToArray(), known.Select(d => d.Won).ToArray(), known.Select(d => d.ContractEndsOn).ToArray());
        await db.Database.ExecuteSqlAsync($"""
            insert into lifecycle.deals as d (opportunity_id, customer_id, opened_at, closed_at, won, contract_ends_on) select * from unnest({ids}, {customers}, {opened}, {closed}, {won}, {ends})
            on conflict (opportunity_id) do update set (customer_id, opened_at, closed_at, won, contract_ends_on) = (excluded.customer_id, excluded.opened_at, excluded.closed_at, excluded.won, excluded.contract_ends_on)
            where row(d.customer_id, d.opened_at, d.closed_at, d.won, d.contract_ends_on) is distinct from row(excluded.customer_id, excluded.opened_at, excluded.closed_at, excluded.won, excluded.contract_ends_on)
            """, ct);
    }

    /// <summary>A ticket is a touch of its own, a complaint another kind; a promise not kept stands beside it. What colleagues open among themselves is no contact.</summary>
    public static IEnumerable<KnownTouch> Of(TicketRecord t)
    {
        if (t.Channel != TicketChannel.Internal)
            yield return new() { Kind = t.Type == TicketType.Complaint ? TouchKind.Complaint : TouchKind.Ticket, SourceId = t.Id, CustomerId = t.CustomerId, At = t.OpenedAt };
        if (t.BreachedAt is { } breached) yield return new() { Kind = TouchKind.Overdue, SourceId = t.Id, CustomerId = t.CustomerId, At = breached };
    }

    /// <summary>An answer, and what it says about recommending.</summary>
    public static IEnumerable<KnownTouch> Of(long responseId, long customerId, int? headline, int? nps, DateTimeOffset at)
    {
        yield return new() { Kind = TouchKind.Answer, SourceId = responseId, CustomerId = customerId, At = at, Value = headline };
        if (nps is { } n) yield return new() { Kind = TouchKind.Recommendation, SourceId = responseId, CustomerId = customerId, At = at, Value = n };
    }
}
