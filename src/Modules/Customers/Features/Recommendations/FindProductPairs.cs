using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Demo;
using Crm.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Recommendations;

/// <summary>Every night: which products go together, counted over all customers who have neither switched personalisation off nor refused profiling. What was returned whole was not bought.</summary>
internal sealed class FindProductPairs(CustomersDb db, Consents consents, TimeProvider clock) : ISweep, IDemoData
{
    public string Cron => "0 10 3 * * ?";

    public async Task Run(CancellationToken ct)
    {
        await using var transaction = await db.Begin(ct);
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
        await db.Database.ExecuteSqlAsync($"set local work_mem = '256MB'", ct);
        await Count(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Demo customers get their suggestions at once.</summary>
    public Task Load(DemoWorld world, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc />
    public Task Finish(DemoWorld world, CancellationToken ct) => Count(ct);

    /// <summary>What demo purchases taught goes with them.</summary>
    public Task Removed(CancellationToken ct) => Run(ct);

    async Task Count(CancellationToken ct)
    {
        var since = clock.GetUtcNow() - ProductPair.Window;
        var unsaid = Lawfulness.Allows(Lawfulness.Of(Purpose.Profiling, await consents.Bases(ct)), null);
        await db.Database.ExecuteSqlAsync($"delete from customers.product_pairs", ct);
        await db.Database.ExecuteSqlAsync($"""
            with bought as (
                select p.customer_id, i.product, row_number() over (partition by p.customer_id order by max(p.purchased_at) desc, i.product) as nth
                from customers.purchases p
                join customers.purchase_items i on i.purchase_id = p.id
                join customers.customers c on c.id = p.customer_id
                left join customers.facts f on f.customer_id = c.id
                where p.purchased_at > {since} and not (p.refunded > 0 and p.refunded >= p.goods_amount - p.discount) and c.personalisation_off_at is null and coalesce(f.profiled, {unsaid}) and i.product <> ''
                group by p.customer_id, i.product),
            baskets as materialized (select customer_id, product from bought where nth <= {ProductPair.BasketSize}),
            everybody as (select count(distinct customer_id) as buyers from baskets),
            sold as (select product, count(*) as buyers from baskets group by product),
            pairs as (
                select a.product, b.product as other, count(*) as together
                from baskets a join baskets b on b.customer_id = a.customer_id and b.product <> a.product
                group by a.product, b.product having count(*) >= {ProductPair.MinBuyers}),
            rules as (
                select p.product, p.other, p.together, a.buyers as product_buyers, b.buyers as other_buyers, e.buyers,
                    row_number() over (partition by p.product order by p.together::float8 / a.buyers - b.buyers::float8 / e.buyers desc, p.other) as nth
                from pairs p join sold a on a.product = p.product join sold b on b.product = p.other cross join everybody e
                where p.together >= {ProductPair.MinSupport} * e.buyers and p.together >= {ProductPair.MinConfidence} * a.buyers and p.together * e.buyers > a.buyers * b.buyers)
            insert into customers.product_pairs (product, other, together, product_buyers, other_buyers, buyers)
            select product, other, together, product_buyers, other_buyers, buyers from rules where nth <= {ProductPair.PerProduct}
            """, ct);
    }
}
