using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Members;
using Crm.Loyalty.Features.Redemptions;
using Crm.Loyalty.Features.Rewards;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Loyalty.Features;

public sealed class RewardsTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4];

    Task<long> NewReward(SaveReward.Command command) => app.Send(command with { NameEn = command.NameEn.Length > 0 ? command.NameEn : $"Thing {Guid.NewGuid():N}", NameZh = "东西", Points = command.Points > 0 ? command.Points : 10 });

    Task<int?> Stock(long reward) => app.Db<LoyaltyDb, int?>(db => db.Rewards.Where(r => r.Id == reward).Select(r => r.Stock).SingleAsync());

    async Task<string> Refused(long member, long reward) => (await Assert.ThrowsAsync<RuleException>(() => app.Send(new RedeemReward.Command { MemberId = member, RewardId = reward, Key = $"{Guid.NewGuid()}" }))).Key;

    Task<RedeemReward.Redeemed> Redeem(long member, long reward) => app.Send(new RedeemReward.Command { MemberId = member, RewardId = reward, Key = $"{Guid.NewGuid()}" });

    [Fact]
    public async Task Of_sixty_four_clients_who_want_the_last_one_exactly_one_gets_it_and_the_others_keep_their_points()
    {
        var members = new List<long>();
        for (var i = 0; i < 64; i++) members.Add((await app.NewMember(100)).Member);
        var reward = await NewReward(new() { Points = 40, Stock = 1 });
        var api = await app.Api();
        var answers = await Task.WhenAll(members.Select(async member =>
        {
            // Each sends the same twice, as an impatient client does.
            var request = () => new HttpRequestMessage(HttpMethod.Post, "/api/v1/redemptions") { Content = JsonContent.Create(new { memberId = member, rewardId = reward }), Headers = { { "Idempotency-Key", $"last:{member}" } } };
            var both = await Task.WhenAll(api.SendAsync(request()), api.SendAsync(request()));
            return (member, Won: both.Count(b => b.StatusCode == HttpStatusCode.Created), Refused: both.Count(b => b.StatusCode == HttpStatusCode.UnprocessableEntity));
        }));
        var winner = Assert.Single(answers, a => a.Won > 0);
        Assert.Equal((2, 63 * 2), (winner.Won, answers.Sum(a => a.Refused)));
        Assert.Equal(0, await Stock(reward));
        Assert.Equal(1, await app.Db<LoyaltyDb, int>(db => db.Redemptions.CountAsync(r => r.RewardId == reward)));
        foreach (var member in members) Assert.Equal(member == winner.member ? 60 : 100, (await app.Member(member)).Spendable);
    }

    [Fact]
    public async Task A_reward_is_had_within_its_days_by_who_has_the_tier_and_no_oftener_than_allowed()
    {
        var (member, _, _) = await app.NewMember(1000);
        var today = DateOnly.FromDateTime(app.Clock.Now.AddHours(8).DateTime);
        Assert.Equal("loyalty.reward.notYet", await Refused(member, await NewReward(new() { From = today.AddDays(1) })));
        Assert.Equal("loyalty.reward.over", await Refused(member, await NewReward(new() { Until = today.AddDays(-1) })));
        await Redeem(member, await NewReward(new() { From = today, Until = today }));
        var high = await NewReward(new() { LeastTier = 2 });
        Assert.Equal("loyalty.reward.tierNeeded", await Refused(member, high));
        await app.Db<LoyaltyDb>(db => db.Members.Where(m => m.Id == member).ExecuteUpdateAsync(s => s.SetProperty(m => m.TierRank, 2)));
        await Redeem(member, high);
        var twice = await NewReward(new() { PerMember = 2 });
        var first = await Redeem(member, twice);
        await Redeem(member, twice);
        Assert.Equal("loyalty.perMember", await Refused(member, twice));
        await app.Send(new CancelRedemption.Command(first.Id));
        await Redeem(member, twice);
        Assert.Equal("loyalty.notOffered", await Refused(member, await NewReward(new() { Offered = false })));
    }

    [Fact]
    public async Task Codes_of_a_list_are_given_once_each_and_one_that_came_back_to_nobody()
    {
        var reward = await NewReward(new() { Codes = CodeSource.List, Stock = 99 });
        Assert.Equal(0, await Stock(reward)); // the list is the stock
        var report = await app.Send(new AddCodes.Command { RewardId = reward, Codes = "AAA-1\n\"BBB-2\",sold 2026\n\n  CCC-3 \r\nAAA-1\n" + new string('x', 200) });
        Assert.Equal((3, 2), (report.Added, report.LeftOut));
        Assert.Equal([(5, AddCodes.CodeFault.Twice), (6, AddCodes.CodeFault.TooLong)], report.Left.Select(l => (l.Line, l.Why)));
        Assert.Equal(AddCodes.CodeFault.Known, Assert.Single((await app.Send(new AddCodes.Command { RewardId = reward, Codes = "CCC-3" })).Left).Why);
        Assert.Equal(3, await Stock(reward));

        var members = new List<long>();
        for (var i = 0; i < 8; i++) members.Add((await app.NewMember(100)).Member);
        var got = await Task.WhenAll(members.Select(m => Task.Run(async () => { try { return await Redeem(m, reward); } catch (RuleException e) when (e.Key == "loyalty.soldOut") { return null; } })));
        var won = got.OfType<RedeemReward.Redeemed>().ToList();
        Assert.Equal(3, won.Count);
        var given = await app.Db<LoyaltyDb, List<string>>(db => db.RewardCodes.Where(c => c.RewardId == reward && c.RedemptionId != null).Select(c => c.Code).OrderBy(c => c).ToListAsync());
        Assert.Equal(["AAA-1", "BBB-2", "CCC-3"], given);
        await app.Send(new CancelRedemption.Command(won[0].Id));
        Assert.Equal(0, await Stock(reward));
        Assert.Equal("loyalty.soldOut", await Refused(members[0], reward));
        Assert.Equal((0L, 2L, 1L), await app.Send(new AddCodes.Query(reward)) is var counts ? (counts.Free, counts.Given, counts.Void) : default);
    }

    [Fact]
    public async Task A_coupon_reward_issues_a_coupon_that_is_void_when_called_off_and_cannot_be_called_off_once_used()
    {
        var (member, customer, _) = await app.NewMember(100);
        var reward = await NewReward(new() { Kind = RewardKind.Coupon, Codes = CodeSource.Coupon, CouponValue = 20, CouponCurrency = "cny", CouponDays = 30 });
        var (kept, back) = (await Redeem(member, reward), await Redeem(member, reward));
        var coupons = await app.Db<LoyaltyDb, List<Coupon>>(db => db.Coupons.AsNoTracking().Where(c => c.CustomerId == customer).OrderBy(c => c.Id).ToListAsync());
        Assert.Equal([(20m, "CNY"), (20m, "CNY")], coupons.Select(c => (c.Value, c.Currency)));
        await app.Send(new Crm.Loyalty.Features.Coupons.UseCoupon.Command { Code = coupons[0].Shown });
        Assert.Equal("loyalty.cancel.couponUsed", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new CancelRedemption.Command(kept.Id)))).Key);
        await app.Send(new CancelRedemption.Command(back.Id));
        Assert.NotNull(await app.Db<LoyaltyDb, DateTimeOffset?>(db => db.Coupons.Where(c => c.Id == coupons[1].Id).Select(c => c.VoidedAt).SingleAsync()));
        Assert.Equal(90, (await app.Member(member)).Spendable);
    }

    [Fact]
    public async Task A_redemption_can_be_called_off_for_as_many_days_as_the_reward_says()
    {
        var (member, _, _) = await app.NewMember(100);
        var redeemed = await Redeem(member, await NewReward(new() { CancelDays = 2 }));
        var now = app.Clock.Now;
        try
        {
            app.Clock.Now = now.AddDays(2).AddSeconds(1);
            Assert.Equal("loyalty.cancelTooLate", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new CancelRedemption.Command(redeemed.Id)))).Key);
            app.Clock.Now = now.AddDays(2);
            await app.Send(new CancelRedemption.Command(redeemed.Id));
        }
        finally { app.Clock.Now = now; }
        Assert.Equal(100, (await app.Member(member)).Spendable);
    }

    async Task<Answer> Upload(Browser browser, string url, byte[] picture, string name, params (string, string)[] fields)
    {
        var page = await browser.Get(url);
        var form = new MultipartFormDataContent { { new StringContent(page.ValueOf("__RequestVerificationToken")), "__RequestVerificationToken" } };
        foreach (var (field, value) in fields) form.Add(new StringContent(value), field);
        var file = new ByteArrayContent(picture);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(file, "Picture", name);
        return await browser.Send(new HttpRequestMessage(HttpMethod.Post, url) { Content = form });
    }

    [Fact]
    public async Task A_picture_is_one_by_its_content_and_a_refused_form_keeps_it()
    {
        var admin = await app.As("admin");
        var bad = await Upload(admin, "/loyalty/rewards/new", Encoding.UTF8.GetBytes("<svg onload=alert(1)>"), "lamp.png", ("Form.NameEn", "Pictured"), ("Form.NameZh", "有图"), ("Form.Points", "5"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.StartsWith("That is no picture", bad.ErrorOf("Picture"), StringComparison.Ordinal);
        var refused = await Upload(admin, "/loyalty/rewards/new", Png, "lamp.png", ("Form.NameEn", "Pictured"), ("Form.NameZh", ""), ("Form.Points", "5"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var kept = refused.ValueOf("Form.PictureId");
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Submit(refused, "/loyalty/rewards/new", ("Form.NameZh", "有图"))).Status);
        var picture = await app.Anonymous().Http.GetAsync($"/member/pictures/{kept}");
        Assert.Equal(("image/png", HttpStatusCode.OK), (picture.Content.Headers.ContentType?.MediaType, picture.StatusCode));
        Assert.Contains("immutable", picture.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", picture.Headers.GetValues("X-Content-Type-Options").Single());
        // What is no reward's picture has no address here.
        Assert.Equal(HttpStatusCode.NotFound, (await app.Anonymous().Http.GetAsync($"/member/pictures/{Guid.NewGuid()}")).StatusCode);
        Assert.Contains(kept, (await admin.Get("/loyalty/rewards")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_catalogue_is_paged_and_filtered_and_says_how_each_stands()
    {
        var today = DateOnly.FromDateTime(app.Clock.Now.AddHours(8).DateTime);
        var mark = $"Shelf{Guid.NewGuid():N}";
        for (var i = 0; i < 5; i++) await NewReward(new() { NameEn = $"{mark} {i}", Points = 7 });
        await NewReward(new() { NameEn = $"{mark} gone", Stock = 0 });
        await NewReward(new() { NameEn = $"{mark} over", Until = today.AddDays(-1) });
        await NewReward(new() { NameEn = $"{mark} later", From = today.AddDays(1), Kind = RewardKind.Service });
        var (seen, after) = (new List<string>(), default(string));
        do
        {
            var page = await app.Send(new ListRewards.Query { Text = mark, Limit = 3, After = after });
            seen.AddRange(page.Items.Select(r => r.NameEn));
            after = page.NextCursor;
        }
        while (after is not null);
        Assert.Equal((8, 8), (seen.Count, seen.Distinct().Count()));
        foreach (var (state, count) in new[] { (RewardState.Available, 5), (RewardState.OutOfStock, 1), (RewardState.Expired, 1), (RewardState.Upcoming, 1), (RewardState.Withdrawn, 0) })
        {
            var rows = (await app.Send(new ListRewards.Query { Text = mark, State = state })).Items;
            Assert.Equal(count, rows.Count);
            Assert.All(rows, r => Assert.Equal(state, r.State));
        }
        Assert.Single((await app.Send(new ListRewards.Query { Text = mark, Kind = RewardKind.Service })).Items);
        var shown = await (await app.As("supervisor")).Get($"/loyalty/rewards?text={mark}&state=OutOfStock");
        Assert.Contains("Out of stock", shown.Text("table"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rewards_and_codes_are_managed_by_pages_and_program_and_by_who_may()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/loyalty/rewards/settings")).Status);
        var admin = await app.As("admin");
        var bad = await admin.Post("/loyalty/rewards/settings", ("Form.FulfilDays", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("0", bad.ValueOf("Form.FulfilDays"));
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post("/loyalty/rewards/settings", ("Form.FulfilDays", "5"))).Status);
        var coupon = await admin.Post("/loyalty/rewards/new", ("Form.NameEn", "Voucher"), ("Form.NameZh", "券"), ("Form.Points", "5"), ("Form.Codes", "Coupon"), ("Form.CouponValue", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, coupon.Status);
        Assert.NotEmpty(coupon.ErrorOf("Form.CouponValue"));

        var api = await app.Api();
        var made = await api.PostAsJsonAsync("/api/v1/rewards", new { nameEn = "Film", nameZh = "电影", kind = "coupon", points = 9, codes = "list", offered = true });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var reward = await made.Content.ReadFromJsonAsync<JsonElement>();
        var id = reward.GetProperty("id").GetInt64();
        var added = await (await api.PostAsJsonAsync($"/api/v1/rewards/{id}/codes", new { codes = new[] { "Z-1", "Z-2" } })).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(2, added.GetProperty("added").GetInt32());
        var page = await admin.Post($"/loyalty/rewards/{id}/codes", ("Form.Codes", "Z-2\nZ-3"));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("1 codes were added.", page.Html, StringComparison.Ordinal);
        Assert.Contains("Already on the list", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"/loyalty/rewards/{id}/codes", ("Form.Codes", ""))).Status);
        var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/rewards/{id}") { Content = JsonContent.Create(new { points = 11 }) };
        patch.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await api.SendAsync(patch)).StatusCode);
        Assert.Equal(3, await Stock(id));
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Submit(await admin.Get($"/loyalty/rewards/{id}/codes"), $"/loyalty/rewards/{id}/codes/clear")).Status);
        Assert.Equal(0, await Stock(id));
    }
}
