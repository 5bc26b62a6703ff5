using System.Net;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Facts;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.AutoTags;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.Recommendations;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Privacy;

/// <summary>Who refuses profiling is left out of scores, clusters, tags and suggestions, and everybody is told why.</summary>
public sealed class ProfilingTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int serial;

    async Task<long> Buyer(string name, params string[] products)
    {
        var id = await app.Send(new RegisterCustomer.Command { Name = name, AllowDuplicate = true, Phones = [new() { Value = $"1664444{Interlocked.Increment(ref serial):D4}" }] }, "manager");
        await app.Send(new RecordPurchase.Command
        {
            CustomerId = id, Source = "profiling", ExternalId = $"p-{id}", PurchasedAt = app.Clock.Now.AddDays(-3), GoodsAmount = 9000, Currency = "CNY", Items = [.. products.Select(p => new RecordPurchase.Item { Product = p, Quantity = 1, Amount = 100 })],
        });
        return id;
    }

    Task Say(long id, bool given) => app.Send(new SayConsent.Command { Id = id, Purpose = Purpose.Profiling, Given = given, Source = ConsentSource.Phone, Evidence = "call" }, "manager");

    Task Sweep(string name) => app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == name).Run(default); return 0; });

    Task<FactRow> Facts(long id) => app.Db<CustomersDb, FactRow>(db => db.Facts.AsNoTracking().SingleAsync(f => f.CustomerId == id));

    [Fact]
    public async Task Refusing_takes_scores_tags_and_suggestions_away_and_agreeing_brings_them_back()
    {
        var id = await Buyer("拒绝画像的人", "甲", "乙");
        var other = await Buyer("同意画像的人", "甲", "乙");
        await Sweep("RebuildFacts");
        Assert.NotNull((await Facts(id)).Rfm);
        Assert.True(await app.Db<CustomersDb, bool>(db => db.TagHolders.AnyAsync(h => h.CustomerId == id)));
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlAsync($"update customers.facts set cluster = 1, churn_risk = 0.9 where customer_id in ({id}, {other})"));

        await Say(id, false);
        await Sweep("RefreshFacts");
        var facts = await Facts(id);
        Assert.Equal((false, null, null, null, null, null, null), (facts.Profiled, facts.Recency, facts.Frequency, facts.Money, facts.Rfm, facts.Cluster, facts.ChurnRisk));
        Assert.Equal(9000, facts.SpendEver); // a sum is no profile
        Assert.False(await app.Db<CustomersDb, bool>(db => db.TagHolders.AnyAsync(h => h.CustomerId == id)));
        Assert.True((await app.Send(new RecommendProducts.Query(id), "manager")).Refused);
        Assert.Equal(((short?)1, 0.9), ((await Facts(other)).Cluster, (await Facts(other)).ChurnRisk));

        var manager = await app.As("manager");
        const string why = "refused profiling";
        Assert.Contains(why, (await manager.Get($"/customers/{id}/auto-tags", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Contains(why, (await manager.Get($"/customers/recommendations?customer={id}", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Contains("profiling refused", (await manager.Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        Assert.Matches(@"[1-9]\d* customers are left out", (await manager.Get("/segments/rfm")).Html);

        // What counts over everybody leaves them out as well.
        await Sweep("RebuildFacts");
        Assert.Equal(await app.Db<CustomersDb, long>(db => db.Facts.LongCountAsync(f => f.LastPurchaseAt != null && f.Profiled)), await app.Db<CustomersDb, long>(db => db.RfmEdges.Select(e => e.Buyers).SingleAsync()));
        await Sweep("FindProductPairs");
        Assert.DoesNotContain(2L, await app.Db<CustomersDb, List<long>>(db => db.ProductPairs.Where(p => p.Product == "甲" && p.Other == "乙").Select(p => p.Together).ToListAsync()));

        await Say(id, true);
        await Sweep("RefreshFacts");
        Assert.NotNull((await Facts(id)).Rfm);
        Assert.True(await app.Db<CustomersDb, bool>(db => db.TagHolders.AnyAsync(h => h.CustomerId == id)));
        Assert.False((await app.Send(new RecommendProducts.Query(id), "manager")).Refused);
    }

    [Fact]
    public async Task A_refusal_on_a_merged_record_holds_for_the_survivor()
    {
        var (into, from) = (await Buyer("并入画像", "丙"), await Buyer("并出画像", "丙"));
        await Say(from, false);
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = await app.Db<CustomersDb, uint>(db => db.Customers.Where(c => c.Id == into).Select(c => c.Version).SingleAsync()) });
        await app.Deliver();
        await Sweep("RefreshFacts");
        Assert.False((await Facts(into)).Profiled);
        Assert.True((await app.Send(new RecommendProducts.Query(into), "manager")).Refused);
    }

    /// <summary>The column says of everybody what the question says of one, whatever basis is set.</summary>
    [Theory]
    [InlineData("Consent")]
    [InlineData("Contract")]
    [InlineData("LegalDuty")]
    public async Task The_lawful_basis_decides_for_whom_nothing_was_said(string basis)
    {
        var (silent, yes, no) = (await Buyer("没说过", "丁"), await Buyer("说过好", "丁"), await Buyer("说过不", "丁"));
        await Say(yes, true);
        await Say(no, false);
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/privacy/settings", ("Form.Profiling", basis))).Status);
        await Sweep("RefreshFacts");
        var allowed = await app.Scope(s => s.GetRequiredService<IConsents>().Allowing([silent, yes, no], Purpose.Profiling, ConsentChannel.Any, default));
        foreach (var id in new[] { silent, yes, no }) Assert.Equal((id, allowed.Contains(id)), (id, (await Facts(id)).Profiled));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/privacy/settings", ("Form.Profiling", "Contract"))).Status);
        await Sweep("RefreshFacts");
    }
}
