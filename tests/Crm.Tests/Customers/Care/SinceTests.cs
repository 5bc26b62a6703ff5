using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Rules;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Purchases;
using Crm.Customers.Features.Segments;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Customers.Domain.Rules.Rule;

namespace Crm.Tests.Customers.Care;

public sealed class SinceTests(CrmApp app) : IClassFixture<CrmApp>
{
    DateOnly Day(int daysAgo) => DateOnly.FromDateTime(app.Clock.Now.AddDays(-daysAgo).AddHours(8).DateTime);

    async Task<DateOnly?> Since(long id) => (await app.Customer(id)).Since;

    Task Signs(long customer, int daysAgo) => app.Scope(async s => { await s.GetRequiredService<CopyOthers>().Signed(customer * 10, customer, app.Clock.Now.AddDays(-daysAgo), default); return 0; });

    async Task Refund(long purchase, decimal amount)
    {
        var version = await app.Db<CustomersDb, uint>(db => db.Purchases.Where(p => p.Id == purchase).Select(p => p.Version).SingleAsync());
        await app.Send(new RefundPurchase.Command { Id = purchase, Amount = amount, Version = version });
    }

    async Task Correct(long id, DateOnly? day, string? reason = "paper contract")
    {
        var manager = await app.As("manager");
        Assert.Equal(HttpStatusCode.Found, (await manager.Post($"/customers/{id}/since", ("Form.Date", day?.ToString("yyyy-MM-dd")), ("Form.Reason", reason))).Status);
    }

    async Task Merge(long from, long into)
    {
        await app.Send(new MergeCustomers.Command { IntoId = into, FromId = from, Version = (await app.Customer(into)).Version });
        await app.Deliver();
    }

    [Fact]
    public async Task The_first_purchase_counts_at_once_a_signed_contract_counts_more()
    {
        var id = await app.NewCustomer("先买后签");
        Assert.Null(await Since(id));
        await app.Buys(id, 100, 20);
        Assert.Equal(Day(20), await Since(id));
        await app.Buys(id, 100, 50); // an older one, found later
        Assert.Equal(Day(50), await Since(id));
        await Signs(id, 30);
        await app.Facts();
        Assert.Equal(Day(30), await Since(id));
    }

    [Fact]
    public async Task What_was_given_back_whole_began_nothing()
    {
        var id = await app.NewCustomer("退货客户");
        var first = await app.Buys(id, 100, 40);
        await app.Buys(id, 100, 10);
        await Refund(first, 60);
        Assert.Equal(Day(40), await Since(id));
        await Refund(first, 40);
        Assert.Equal(Day(10), await Since(id));
    }

    [Fact]
    public async Task What_is_deleted_counts_no_longer()
    {
        var id = await app.NewCustomer("删除客户");
        await app.Buys(id, 100, 40);
        await app.Db<CustomersDb>(db => db.Purchases.Where(p => p.CustomerId == id).ExecuteDeleteAsync());
        await app.Facts();
        Assert.Null(await Since(id));
    }

    [Fact]
    public async Task A_correction_needs_a_reason_holds_against_the_records_and_can_be_taken_back()
    {
        var id = await app.NewCustomer("更正客户");
        await app.Buys(id, 100, 10);
        var manager = await app.As("manager");
        var refused = await manager.Post($"/customers/{id}/since", ("Form.Date", "2019-05-01"), ("Form.Reason", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.Reason"));
        Assert.Equal("2019-05-01", refused.ValueOf("Form.Date"));
        await Correct(id, new(2019, 5, 1));
        await app.Buys(id, 100, 300);
        await app.Facts();
        Assert.Equal(new(2019, 5, 1), await Since(id));
        var page = (await manager.Get($"/customers/{id}")).Text("main");
        Assert.Contains("2019-05-01 · More than 1 year · paper contract", page, StringComparison.Ordinal);
        await Correct(id, null, null);
        Assert.Equal(Day(300), await Since(id));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("agent")).Get($"/customers/{id}/since")).Status);
    }

    [Fact]
    public async Task Programs_correct_it_with_the_version_they_saw()
    {
        var id = await app.NewCustomer("接口更正");
        var api = await app.Api("manager");
        var seen = await api.GetAsync($"/api/v1/customers/{id}");
        HttpRequestMessage Put(string date = "2020-02-29") => new(HttpMethod.Put, $"/api/v1/customers/{id}/since") { Content = JsonContent.Create(new { date, reason = "archive" }) };
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await api.SendAsync(Put())).StatusCode);
        var put = Put();
        put.Headers.IfMatch.Add(seen.Headers.ETag!);
        var answer = await api.SendAsync(put);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("2020-02-29", "over1_year"), (body.GetProperty("since").GetString(), body.GetProperty("band").GetString()));
        var stale = Put("2021-01-01");
        stale.Headers.IfMatch.Add(seen.Headers.ETag!);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await api.SendAsync(stale)).StatusCode);
    }

    [Fact]
    public async Task Merging_takes_the_earlier_date_and_undoing_gives_each_its_own()
    {
        var (into, from) = (await app.NewCustomer("签约的", @as: null), await app.NewCustomer("买过的", @as: null));
        await Signs(into, 30);
        await app.Facts();
        await app.Buys(from, 100, 90);
        await Merge(from, into);
        Assert.Equal(Day(90), await Since(into));
        await app.Facts();
        Assert.Equal(Day(90), await Since(into));
        await app.Send(new UndoMerge.Command(await app.Db<CustomersDb, long>(db => db.Merges.Where(m => m.FromId == from).Select(m => m.Id).SingleAsync())));
        await app.Deliver();
        await app.Facts();
        Assert.Equal((Day(30), Day(90)), (await Since(into), await Since(from)));
    }

    [Fact]
    public async Task Merging_keeps_the_reason_of_the_correction_that_holds()
    {
        var (into, from) = (await app.NewCustomer("甲方"), await app.NewCustomer("乙方"));
        await app.Buys(into, 100, 30);
        await Correct(from, new(2018, 1, 1), "old ledger");
        await Merge(from, into);
        var merged = await app.Customer(into);
        Assert.Equal((new DateOnly(2018, 1, 1), "old ledger"), (merged.Since!.Value, merged.SinceReason));
    }

    /// <summary>The day before and the day of each edge, on a day after which months differ in length: database and code count alike.</summary>
    [Fact]
    public async Task Bands_are_the_same_in_lists_segments_exports_and_code()
    {
        app.Clock.Now = new(2026, 5, 31, 2, 0, 0, TimeSpan.Zero);
        var today = DateOnly.FromDateTime(app.Clock.Now.AddHours(8).DateTime);
        var segments = new Dictionary<CooperationBand, long>();
        foreach (var band in Enum.GetValues<CooperationBand>())
            segments[band] = await app.Send(new WriteSegment.Command { Name = band.ToString(), Rule = Of(RuleMatch.All, When("band", RuleTest.AnyOf, Crm.Platform.Data.SnakeCase.Of(band.ToString()))) }, "manager");
        foreach (var day in new[] { 3, 6, 12 }.SelectMany(m => Enumerable.Range(-4, 8).Select(d => today.AddMonths(-m).AddDays(d))).Append(today).Append(new(2001, 1, 1)))
        {
            var id = await app.NewCustomer($"区间 {day:yyyy-MM-dd}");
            await Correct(id, day);
            await app.Facts();
            var expected = CustomerFacts.BandOf(day, today);
            foreach (var band in Enum.GetValues<CooperationBand>())
            {
                Assert.True((band == expected) == await app.Lists(id, new() { Band = band }), $"list: {day} as {band}");
                Assert.True((band == expected) == await app.Lists(id, new() { Segment = segments[band] }, "manager"), $"segment: {day} as {band}");
            }
        }
        Assert.Equal([CooperationBand.Over1Year, CooperationBand.From6To12Months], [CustomerFacts.BandOf(new(2025, 5, 31), today), CustomerFacts.BandOf(new(2025, 6, 1), today)]);
    }
}
