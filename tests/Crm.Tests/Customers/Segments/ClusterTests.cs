using System.Net;
using Crm.Customers.Data;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Purchases;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Segments;

public sealed class ClusterTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly List<double[]> Line = [[0], [1], [10], [11]];

    [Fact]
    public void Two_pairs_on_a_line_have_their_centres_in_their_middles()
    {
        var fitted = KMeans.Fit(Line, 2);
        Assert.Equal([0.5, 10.5], fitted.Centres.Select(c => c[0]).Order());
        Assert.Equal(1, fitted.Inertia, 12); // four times 0.5 squared
        Assert.Equal(fitted.Labels[0], fitted.Labels[1]);
        Assert.Equal(fitted.Labels[2], fitted.Labels[3]);
        Assert.NotEqual(fitted.Labels[0], fitted.Labels[2]);
    }

    /// <summary>Outer points: 1 from their own, 10.5 from the others; inner ones: 1 and 9.5.</summary>
    [Fact]
    public void The_silhouette_is_the_one_counted_by_hand() =>
        Assert.Equal(((9.5 / 10.5) + (8.5 / 9.5)) / 2, KMeans.Silhouette(Line, [0, 0, 1, 1]), 12);

    /// <summary>0 and 1 lie 1 apart, 3.5 and 2.5 from the third, which has nobody to compare with.</summary>
    [Fact]
    public void A_point_alone_counts_nothing() => Assert.Equal(((2.5 / 3.5) + (1.5 / 2.5)) / 3, KMeans.Silhouette([[0], [1], [3.5]], [0, 0, 1]), 12);

    static List<double[]> Buyers()
    {
        var random = new Random(3);
        double[] One(double spend, double orders, double ago) => [ago * (0.9 + (random.NextDouble() / 5)), orders, spend * (0.9 + (random.NextDouble() / 5)), spend / orders, 1, 400];
        return [.. Enumerable.Range(0, 40).Select(_ => One(100, 1, 300)), .. Enumerable.Range(0, 30).Select(_ => One(9000, 12, 10))];
    }

    [Fact]
    public async Task Two_kinds_of_buyers_are_found_numbered_by_spend_and_described()
    {
        var (result, numbers) = await Clustering.Find(Buyers());
        Assert.Equal(2, result.K);
        Assert.Equal((30, 40), (result.Clusters[0].Size, result.Clusters[1].Size));
        Assert.All(numbers[..40], n => Assert.Equal(2, n));
        Assert.All(numbers[40..], n => Assert.Equal(1, n));
        Assert.Equal(result.Choices.Max(c => c.Silhouette), result.Choices.Single(c => c.K == 2).Silhouette);
        Assert.All(result.Clusters[0].Traits, t => Assert.Equal(t.Feature != ClusterFeature.DaysSincePurchase, t.Deviation > 0)); // more of everything, and more lately
        Assert.DoesNotContain(result.Clusters[0].Traits, t => t.Feature == ClusterFeature.Interactions);
        Assert.InRange(result.Clusters[0].Means[(int)ClusterFeature.Spend], 8000, 10000);
        Assert.Equal(numbers, (await Clustering.Find(Buyers())).Numbers);
    }

    [Fact]
    public async Task Clusters_become_segments_with_a_page_of_their_own()
    {
        var manager = await app.As("manager");
        Assert.Equal(HttpStatusCode.OK, (await manager.Get("/segments/clusters")).Status);
        for (var i = 0; i < 24; i++)
        {
            var id = await app.Send(new RegisterCustomer.Command { Name = $"聚类 {i}", AllowDuplicate = true }, "manager");
            for (var n = 0; n < (i < 8 ? 6 : 1); n++)
                await app.Send(new RecordPurchase.Command { CustomerId = id, PurchasedAt = app.Clock.Now.AddDays(-(i < 8 ? 3 + n : 200 + i)), GoodsAmount = i < 8 ? 2000 : 50 + i, Currency = "CNY", Items = [new() { Product = "x", Quantity = 1, Amount = i < 8 ? 2000 : 50 + i }] });
        }
        await app.Services.GetRequiredService<SweepRunner>().Run<RefreshFacts>();
        Assert.Equal(HttpStatusCode.Found, (await manager.Post("/segments/clusters/run")).Status);
        await app.Services.GetRequiredService<JobWorker>().RunNext(default);
        var page = await (await app.As("manager", "zh-CN")).Get("/segments/clusters");
        Assert.Contains("聚类 1", page.Html, StringComparison.Ordinal);
        Assert.Contains("远高于平均", page.Html, StringComparison.Ordinal);
        var best = await app.Db<CustomersDb, long>(db => db.Segments.Where(s => s.Key == "cluster" && s.Part == 1).Select(s => s.Id).SingleAsync());
        Assert.Equal(8, await app.Send(new Crm.Customers.Features.Segments.CountSegment.Query(best), "manager"));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/segments/clusters/run")).Status);
        // The night makes the fifths; their page shows edges and groups.
        await app.Services.GetRequiredService<SweepRunner>().Run<RebuildFacts>();
        var rfm = await (await app.As("manager", "zh-CN")).Get("/segments/rfm");
        Assert.Contains("冠军客户", rfm.Html, StringComparison.Ordinal);
        Assert.Contains("> 1", WebUtility.HtmlDecode(rfm.Html), StringComparison.Ordinal);
    }
}
