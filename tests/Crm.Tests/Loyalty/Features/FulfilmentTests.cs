using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Fulfilment;
using Crm.Loyalty.Features.Redemptions;
using Crm.Loyalty.Features.Rewards;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Loyalty.Features;

public sealed class FulfilmentTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly object[] Address = [new { value = "18 Wenyi Road, Hangzhou", primary = true }];

    async Task<long> Redeem(long member, RewardKind kind = RewardKind.Gift, CodeSource codes = CodeSource.None, string? wish = null)
    {
        var reward = await app.Send(new SaveReward.Command { NameEn = "Gift " + Guid.NewGuid().ToString("N"), NameZh = "礼品", Kind = kind, Points = 10, Codes = codes });
        return (await app.Send(new RedeemReward.Command { MemberId = member, RewardId = reward, Key = $"{Guid.NewGuid()}", Wish = wish })).Id;
    }

    Task<Redemption> Read(long id) => app.Db<LoyaltyDb, Redemption>(db => db.Redemptions.AsNoTracking().SingleAsync(r => r.Id == id));

    [Fact]
    public async Task What_was_redeemed_waits_is_sent_with_its_tracking_and_done_and_says_who_did_it()
    {
        var (member, _, _) = await app.NewMember(100, addresses: Address);
        var id = await Redeem(member, wish: "size M");
        var admin = await app.As("admin");
        Assert.Contains($"/loyalty/redemptions/{id}", (await admin.Get("/loyalty/fulfilment")).Html, StringComparison.Ordinal);
        var page = await admin.Get($"/loyalty/redemptions/{id}");
        Assert.Contains("18 Wenyi Road", page.Text("address"), StringComparison.Ordinal);
        Assert.Contains("size M", page.Html, StringComparison.Ordinal);
        var too = await admin.Post($"/loyalty/fulfilment/mark?id={id}", ("Form.As", "Sent"), ("Form.Tracking", new string('9', 300)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, too.Status);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post($"/loyalty/fulfilment/mark?id={id}", ("Form.As", "Sent"), ("Form.Tracking", "SF123"))).Status);
        var sent = await Read(id);
        Assert.Equal((RedemptionState.Sent, "SF123", true), (sent.State, sent.Tracking, sent.SentBy is not null));
        await admin.Post($"/loyalty/fulfilment/mark?id={id}", ("Form.As", "Done"));
        var done = await Read(id);
        Assert.Equal((RedemptionState.Done, app.Clock.Now), (done.State, done.DoneAt));
        Assert.DoesNotContain($"/loyalty/redemptions/{id}\"", (await admin.Get("/loyalty/fulfilment")).Html, StringComparison.Ordinal);
        // Marked by mistake: once more.
        await admin.Post($"/loyalty/fulfilment/mark?id={id}", ("Form.As", "Open"));
        Assert.Equal((RedemptionState.Open, null), ((await Read(id)).State, (await Read(id)).DoneAt));
    }

    [Fact]
    public async Task Several_are_marked_at_once_and_those_that_cannot_be_are_counted_and_left()
    {
        var (member, _, _) = await app.NewMember(100);
        var (a, b, c) = (await Redeem(member), await Redeem(member), await Redeem(member));
        await app.Send(new CancelRedemption.Command(c));
        var result = await app.Send(new MarkRedemptions.Command { Ids = [a, b, c], As = RedemptionMark.Done });
        Assert.Equal(new MarkRedemptions.Result(2, 1), result);
        Assert.Equal(RedemptionState.Cancelled, (await Read(c)).State);
        Assert.Equal("loyalty.fulfil.notOpen", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new MarkRedemptions.Command { Ids = [c], As = RedemptionMark.Sent }))).Key);
        var none = await (await app.As("admin")).Post("/loyalty/fulfilment/mark", ("Form.As", "Done"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.Status);
        Assert.Contains("Tick at least one", none.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_late_is_found_and_lists_are_paged_by_due_time()
    {
        var (member, _, _) = await app.NewMember(200);
        var ids = new List<long>();
        var now = app.Clock.Now;
        try
        {
            for (var i = 0; i < 5; i++)
            {
                ids.Add(await Redeem(member));
                app.Clock.Now = app.Clock.Now.AddHours(1);
            }
            app.Clock.Now = now.AddDays(7).AddHours(2).AddMinutes(1);
            var late = (await app.Send(new ListRedemptions.Query { MemberId = member, Overdue = true })).Items;
            Assert.Equal(ids[..3], late.Select(r => r.Id));
            Assert.All(late, r => Assert.True(r.Overdue));
        }
        finally { app.Clock.Now = now; }
        var (seen, after) = (new List<long>(), default(string));
        do
        {
            var page = await app.Send(new ListRedemptions.Query { MemberId = member, State = RedemptionState.Open, Limit = 2, After = after });
            seen.AddRange(page.Items.Select(r => r.Id));
            after = page.NextCursor;
        }
        while (after is not null);
        Assert.Equal(ids, seen);
        Assert.Empty((await app.Send(new ListRedemptions.Query { MemberId = member, Kind = RewardKind.Service })).Items);
        Assert.Equal(5, (await app.Send(new ListRedemptions.Query { MemberId = member, Text = "Guest" })).Items.Count);
    }

    [Fact]
    public async Task A_code_given_with_a_service_finds_its_redemption_and_a_code_given_at_once_needs_nothing_done()
    {
        var (member, _, _) = await app.NewMember(100);
        var id = await Redeem(member, RewardKind.Service, CodeSource.Generated);
        var code = await app.Db<LoyaltyDb, string>(db => db.RewardCodes.Where(c => c.RedemptionId == id).Select(c => c.Code).SingleAsync());
        var typed = Coupon.Dashed(code).ToLowerInvariant();
        Assert.Equal(id, Assert.Single((await app.Send(new ListRedemptions.Query { Text = typed })).Items).Id);
        var page = await (await app.As("admin")).Get($"/loyalty/redemptions/{id}");
        Assert.Contains(code[^4..], page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(code, page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_fulfil_sees_no_address_and_marks_nothing_and_colleagues_out_of_reach_see_nothing()
    {
        var (member, _, _) = await app.NewMember(100, addresses: Address);
        var id = await Redeem(member);
        // The customer has no owner and no team: within nobody's reach but who sees all. An agent reads all members, and fulfils for the team.
        var agent = await app.As("agent");
        var page = await agent.Get($"/loyalty/redemptions/{id}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("Wenyi", page.Html, StringComparison.Ordinal);
        await Assert.ThrowsAsync<MissingException>(() => app.Send(new MarkRedemptions.Command { Ids = [id], As = RedemptionMark.Done }, "agent"));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("manager")).Get($"/loyalty/redemptions/{id}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get("/loyalty/fulfilment")).Status);
        Assert.Equal(RedemptionState.Open, (await Read(id)).State);
    }

    [Fact]
    public async Task The_list_leaves_as_a_table_without_formulas_and_the_export_is_remembered()
    {
        var (member, _, _) = await app.NewMember(100, addresses: Address);
        var id = await Redeem(member, wish: "=HYPERLINK(\"http://evil\")");
        var admin = await app.As("admin");
        var sheet = await admin.Submit(await admin.Get($"/loyalty/fulfilment?memberId={member}"), "/loyalty/fulfilment/export");
        Assert.Equal("text/csv", sheet.Response.Content.Headers.ContentType?.MediaType);
        var csv = await sheet.Response.Content.ReadAsStringAsync();
        Assert.Contains("18 Wenyi Road", csv, StringComparison.Ordinal);
        Assert.Contains("'=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.Equal(2, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"\n{id},", csv, StringComparison.Ordinal);
        Assert.True(await app.Db<LoyaltyDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "redemptions.exported")));
    }

    [Fact]
    public async Task A_program_lists_marks_and_calls_off()
    {
        var (member, _, _) = await app.NewMember(100);
        var id = await Redeem(member);
        var api = await app.Api();
        var list = await api.GetFromJsonAsync<JsonElement>($"/api/v1/redemptions?memberId={member}&state=open");
        Assert.Equal(id, list.GetProperty("items")[0].GetProperty("id").GetInt64());
        var marked = await (await api.PostAsJsonAsync("/api/v1/redemptions/mark", new { ids = new[] { id }, @as = "sent", tracking = "T1" })).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(1, marked.GetProperty("marked").GetInt32());
        var cancelled = await (await api.PostAsync($"/api/v1/redemptions/{id}/cancel", null)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("cancelled", cancelled.GetProperty("row").GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsync($"/api/v1/redemptions/{id}/cancel", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync("/api/v1/redemptions/999999")).StatusCode);
    }

    [Fact]
    public async Task Of_somebody_forgotten_nothing_they_wrote_stays()
    {
        var (member, customer, _) = await app.NewMember(100);
        var id = await Redeem(member, wish: "ring twice");
        await app.Send(new MarkRedemptions.Command { Ids = [id], As = RedemptionMark.Sent, Tracking = "SF9", Note = "nice person" });
        await app.Db<CustomersDb>(async db => { db.Publish(new CustomerErased(customer, app.Clock.Now)); await db.SaveChangesAsync(); });
        await app.Deliver();
        var left = await Read(id);
        Assert.Equal((null, null, null), (left.Wish, left.Tracking, left.Note));
    }
}
