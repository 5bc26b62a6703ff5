using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Sales.Data;
using Crm.Sales.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Sales.Features;

public sealed class OpportunityFlowTests(CrmApp app) : IClassFixture<CrmApp>
{
    async Task<long> Customer(string by = "manager")
    {
        var answer = await (await app.Api(by)).PostAsJsonAsync("/api/v1/customers", new { kind = "organisation", name = $"Deal Ltd {Guid.NewGuid():N}" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    async Task<string> Open(Browser seller, string title = "Annual contract")
    {
        var opened = await seller.Post($"/opportunities/new?customer={await Customer()}", ("Form.Title", title), ("Form.Amount", "120000"));
        Assert.Equal(HttpStatusCode.Redirect, opened.Status);
        return opened.Location!.ToString();
    }

    Task<Opportunity> Row(string url)
    {
        var id = long.Parse(url.Split('/')[^1]);
        return app.Db<SalesDb, Opportunity>(db => db.Opportunities.Include(o => o.Changes).SingleAsync(o => o.Id == id));
    }

    [Fact]
    public async Task A_deal_is_opened_moved_with_a_reason_and_won()
    {
        var seller = await app.As("manager");
        var url = await Open(seller);
        var silent = await seller.Post($"{url}/move", ("Form.Stage", "Negotiation"), ("Form.Reason", ""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Please fill this in."), (silent.Status, silent.ErrorOf("Form.Reason")));
        Assert.Equal(HttpStatusCode.Redirect, (await seller.Post($"{url}/move", ("Form.Stage", "Negotiation"), ("Form.Reason", "price agreed"))).Status);
        Assert.Contains("price agreed", (await seller.Get(url)).Html);
        Assert.Equal(HttpStatusCode.Redirect, (await seller.Post($"{url}/close?outcome=Won", ("Form.Note", "signed"))).Status);
        var won = await Row(url);
        Assert.Equal((Outcome.Won, Stage.Payment), (won.Outcome, won.Stage));
        Assert.Contains(await app.Db<SalesDb, List<string>>(db => db.Outbox.Select(o => o.Type).ToListAsync()), t => t == "Sales.OpportunityWon");
    }

    [Fact]
    public async Task The_end_of_a_contract_is_set_or_moved_after_signing_and_not_before()
    {
        var seller = await app.As("manager");
        var url = await Open(seller);
        Assert.Null((await seller.Get($"{url}/edit")).Document.QuerySelector("[name='Form.ContractEndsOn']"));
        var early = await seller.Post($"{url}/edit", ("Form.Won", "true"), ("Form.ContractEndsOn", "2027-03-31"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Only a won deal has a contract that ends."), (early.Status, early.ErrorOf("Form.ContractEndsOn")));
        Assert.Equal(HttpStatusCode.Redirect, (await seller.Post($"{url}/close?outcome=Won", ("Form.Note", "signed"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await seller.Post($"{url}/edit", ("Form.ContractEndsOn", "2027-03-31"))).Status);
        Assert.Equal(new DateOnly(2027, 3, 31), (await Row(url)).ContractEndsOn);
        Assert.Equal("2027-03-31", (await seller.Get($"{url}/edit")).ValueOf("Form.ContractEndsOn"));
    }

    [Fact]
    public async Task Losing_needs_a_reason_from_the_list()
    {
        var seller = await app.As("manager");
        var url = await Open(seller);
        var bad = await seller.Post($"{url}/close?outcome=Lost", ("Form.Outcome", "Lost"), ("Form.Note", "sad"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("sad", bad.ValueOf("Form.Note"));
        Assert.Equal(HttpStatusCode.Redirect, (await seller.Post($"{url}/close?outcome=Lost", ("Form.Outcome", "Lost"), ("Form.LossReason", "Price"))).Status);
        Assert.Equal(LossReason.Price, (await Row(url)).LossReason);
    }

    [Fact]
    public async Task The_board_sums_each_column_and_a_bad_amount_keeps_what_was_typed()
    {
        var seller = await app.As("manager");
        await Open(seller, "On the board");
        var board = await seller.Get("/opportunities");
        Assert.Contains("On the board", board.Text("[data-stage=Lead]"));
        Assert.Contains("¥", board.Text(".board-column .text-secondary.mb-2"));
        var bad = await seller.Post($"/opportunities/new?customer={await Customer()}", ("Form.Title", "Typed"), ("Form.Amount", "a lot"), ("Form.Probability", "101"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal(("Typed", "a lot"), (bad.ValueOf("Form.Title"), bad.ValueOf("Form.Amount")));
    }

    [Fact]
    public async Task A_stale_edit_is_shown_and_overwrites_nothing()
    {
        var seller = await app.As("manager");
        var url = await Open(seller);
        var opened = await seller.Get($"{url}/edit");
        await seller.Post($"{url}/edit", ("Form.Title", "Theirs"));
        var stale = await seller.Submit(opened, $"{url}/edit", ("Form.Title", "Mine"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("Theirs", stale.Html);
        Assert.Equal("Theirs", (await Row(url)).Title);
    }

    [Fact]
    public async Task Deals_of_others_are_out_of_reach()
    {
        var url = await Open(await app.As("manager"));
        await app.Db<SalesDb>(db => db.Opportunities.ExecuteUpdateAsync(o => o.SetProperty(x => x.OwnerId, (long?)999_999).SetProperty(x => x.TeamId, (long?)null)));
        var seller = await app.As("manager");
        Assert.Equal(HttpStatusCode.NotFound, (await seller.Get(url)).Status);
        Assert.DoesNotContain("Annual contract", (await seller.Get("/opportunities/list")).Html);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("manager")).GetAsync("/api/v1" + url)).StatusCode);
    }

    [Fact]
    public async Task The_api_opens_once_per_key_and_wants_the_version_for_a_move()
    {
        var api = await app.Api("manager");
        var body = new { customerId = await Customer(), title = "By API", amount = 5000.5, currency = "CNY", probability = 30, stage = "needs" };
        HttpRequestMessage Create() => new(HttpMethod.Post, "/api/v1/opportunities") { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", "k1" } } };
        var first = await api.SendAsync(Create());
        var again = await api.SendAsync(Create());
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
        var id = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        var move = new { stage = "proposal", reason = "sent" };
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await api.PostAsJsonAsync($"/api/v1/opportunities/{id}/move", move)).StatusCode);
        var right = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/opportunities/{id}/move") { Content = JsonContent.Create(move) };
        right.Headers.IfMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(right)).StatusCode);
    }
}
