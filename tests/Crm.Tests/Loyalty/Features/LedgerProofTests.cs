using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features;
using Crm.Loyalty.Features.Adjustments;
using Crm.Loyalty.Features.Members;
using Crm.Loyalty.Features.Redemptions;
using Crm.Loyalty.Features.Rewards;
using Crm.Loyalty.Features.Statements;
using Crm.Platform.Facts;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Loyalty.Features;

/// <summary>The proof that balances follow from entries, and the statement that tells them.</summary>
public sealed class LedgerProofTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int people, purchases = 5000;

    async Task<(long Member, long Customer)> NewMember(string language = "en")
    {
        var answer = await (await app.Api("supervisor")).PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = $"Proved {Interlocked.Increment(ref people)}", language });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var customer = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        return (await app.Send(new JoinMember.Command { CustomerId = customer, TermsAccepted = true }), customer);
    }

    async Task Happen(params IEvent[] happened)
    {
        await app.Db<CustomersDb>(async db => { foreach (var one in happened) db.Publish(one); await db.SaveChangesAsync(); });
        await app.Deliver();
    }

    Task<ProofResult> Prove() => app.Scope(s => s.GetRequiredService<LedgerProof>().Run(default));

    Task Expire() => app.Scope(async s => { await s.GetRequiredService<ExpirePoints>().Run(default); return 0; });

    [Fact]
    public async Task Whatever_happens_in_whatever_order_and_however_often_every_figure_follows_from_the_entries()
    {
        var reward = await app.Send(new SaveReward.Command { NameEn = "Pen", NameZh = "钢笔", Points = 40 });
        var before = app.Clock.Now;
        try
        {
            foreach (var seed in new[] { 1, 2, 3 })
            {
                var random = new Random(seed);
                var members = new List<(long Member, long Customer)>();
                for (var i = 0; i < 3; i++) members.Add(await NewMember());
                var (bought, redeemed) = (new List<PurchaseRecorded>(), new List<long>());
                var refunded = new Dictionary<long, decimal>();
                for (var step = 0; step < 60; step++)
                {
                    var (member, customer) = members[random.Next(members.Count)];
                    switch (random.Next(8))
                    {
                        case 0 or 1 or 2:
                            var purchase = new PurchaseRecorded(Interlocked.Increment(ref purchases), customer, app.Clock.Now, random.Next(1, 30000) / 100m, "CNY", false);
                            bought.Add(purchase);
                            await Happen(purchase, purchase);
                            break;
                        case 3 when bought.Count > 0:
                            var back = bought[random.Next(bought.Count)];
                            var total = Math.Min(back.Goods, refunded.GetValueOrDefault(back.PurchaseId) + (random.Next(1, 15000) / 100m));
                            var refund = new PurchaseRefunded(back.PurchaseId, back.CustomerId, total - refunded.GetValueOrDefault(back.PurchaseId), total, back.Goods, "CNY", app.Clock.Now);
                            refunded[back.PurchaseId] = total;
                            await Happen(refund);
                            await Happen(refund);
                            break;
                        case 4:
                            var command = new RedeemReward.Command { MemberId = member, RewardId = reward, Key = $"{seed}-{step}" };
                            try { redeemed.Add((await app.Send(command)).Id); await app.Send(command); }
                            catch (RuleException e) { Assert.Equal("loyalty.notEnough", e.Key); }
                            break;
                        case 5 when redeemed.Count > 0:
                            try { await app.Send(new CancelRedemption.Command(redeemed[random.Next(redeemed.Count)])); }
                            catch (RuleException e) { Assert.Contains("ancel", e.Key, StringComparison.Ordinal); }
                            break;
                        case 6:
                            try { await app.Send(new AskAdjustment.Command { MemberId = member, Points = random.Next(-40, 60) is var p and not 0 ? p : 1, Reason = AdjustmentReason.Correction, Text = "x", Key = $"{seed}-{step}" }, "admin"); }
                            catch (RuleException e) { Assert.Equal("loyalty.notEnough", e.Key); }
                            break;
                        default:
                            if (random.Next(4) == 0) app.Clock.Now = app.Clock.Now.AddMonths(random.Next(1, 9));
                            await Expire();
                            break;
                    }
                }
                var proof = await Prove();
                Assert.Empty(proof.Differences);
                Assert.Equal(0, proof.Accounts.Sum(a => a.Points));
                foreach (var (member, _) in members)
                {
                    // The statement of all months tells the same balance, and none on the way was below zero.
                    var now = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime);
                    var lines = new List<ReadStatement.Line>();
                    for (var month = ReadStatement.First(now).AddMonths(-23); month <= now; month = month.AddMonths(1))
                    {
                        var statement = (await app.Send(new ShowStatement.Query(member, month, month))).Statement;
                        if (lines.Count > 0) Assert.Equal(lines[^1].Balance, statement.Opening);
                        Assert.Equal(statement.Closing, statement.Lines.Count == 0 ? statement.Opening : statement.Lines[^1].Balance);
                        lines.AddRange(statement.Lines);
                    }
                    Assert.All(lines, l => Assert.True(l.Balance >= 0));
                }
            }
        }
        finally { app.Clock.Now = before; }
    }

    [Theory]
    [InlineData("update loyalty.members set balance = balance + 1 where id = {0}", "balance,lots")]
    [InlineData("update loyalty.members set shortfall = shortfall + 7 where id = {0}", "shortfall")]
    [InlineData("update loyalty.lots set remainder = remainder - 1 where member_id = {0}", "lot,lots")]
    [InlineData("update loyalty.lots set expired = 1 where member_id = {0}", "lot_expired")]
    [InlineData("update loyalty.lots set taken_back = taken_back + 1 where member_id = {0}", "lot_taken_back")]
    [InlineData("alter table loyalty.entries disable trigger append_only; update loyalty.entries set points = points + 1 where member_id = {0} and \"to\" = 'member'; alter table loyalty.entries enable trigger append_only", "balance,entry")]
    [InlineData("alter table loyalty.lot_uses disable trigger append_only; update loyalty.lot_uses u set points = u.points + 1 from loyalty.lots l where l.id = u.lot_id and l.member_id = {0}; alter table loyalty.lot_uses enable trigger append_only", "entry,lot")]
    public async Task Whoever_changes_a_figure_by_hand_is_found_out_and_the_member_is_named(string sql, string what)
    {
        var (member, customer) = await NewMember();
        await Happen(new PurchaseRecorded(Interlocked.Increment(ref purchases), customer, app.Clock.Now, 100m, "CNY", false));
        await app.Send(new AskAdjustment.Command { MemberId = member, Points = -10, Reason = AdjustmentReason.Correction, Text = "x", Key = "x" }, "admin");
        Assert.DoesNotContain((await Prove()).Differences, d => d.MemberId == member);
        await app.Db<LoyaltyDb>(db => db.Database.ExecuteSqlRawAsync(sql.Replace("{0}", $"{member}", StringComparison.Ordinal)));
        try
        {
            var proof = await Prove();
            Assert.Equal(1, proof.DifferingMembers);
            Assert.Equal(what, string.Join(',', proof.Differences.Where(d => d.MemberId == member).Select(d => d.What).Order(StringComparer.Ordinal)));
            // The verb, the night and the page tell the same.
            var told = (await app.Services.GetRequiredService<SelfChecks>().Run(default)).Single(c => c.Name == "loyalty.ledger").Result;
            Assert.Equal(1, told.Differences);
            Assert.Contains(told.Lines, l => l.Contains($"member {member}:", StringComparison.Ordinal));
            var admin = await app.As("admin");
            Assert.Contains($"#{member}", (await admin.Get("/loyalty/ledger")).Html, StringComparison.Ordinal);
            Assert.Contains("1 records differ", (await admin.Get("/admin/facts")).Html, StringComparison.Ordinal);
        }
        finally
        {
            // Taken out of the book altogether, so that the next proof is not about this one.
            await app.Db<LoyaltyDb>(db => db.Database.ExecuteSqlRawAsync($"""
                alter table loyalty.entries disable trigger user; alter table loyalty.lot_uses disable trigger user;
                alter table loyalty.earnings disable trigger append_only; delete from loyalty.earnings where member_id = {member}; alter table loyalty.earnings enable trigger append_only;
                delete from loyalty.lot_uses u using loyalty.lots l where l.id = u.lot_id and l.member_id = {member}; delete from loyalty.lots where member_id = {member}; delete from loyalty.entries where member_id = {member};
                update loyalty.members set balance = 0, shortfall = 0 where id = {member};
                alter table loyalty.entries enable trigger user; alter table loyalty.lot_uses enable trigger user;
                """));
        }
    }

    [Fact]
    public async Task The_page_proves_by_a_button_and_keeps_what_was_found()
    {
        var admin = await app.As("admin");
        var started = await admin.Submit(await admin.Get("/loyalty/ledger"), "/loyalty/ledger/verify");
        Assert.StartsWith("/jobs/", started.Location?.OriginalString, StringComparison.Ordinal);
        await app.Services.GetRequiredService<SelfChecks>().Run(default);
        Assert.Contains("Sum", (await admin.Get("/loyalty/ledger")).Html, StringComparison.Ordinal);
        Assert.NotEmpty((await (await app.Api("admin")).GetFromJsonAsync<JsonElement>("/api/v1/ledger/checks")).EnumerateArray());
    }

    [Fact]
    public async Task A_thousand_events_of_one_kind_earn_in_one_go_and_each_once()
    {
        var members = new List<(long Member, long Customer)>();
        for (var i = 0; i < 5; i++) members.Add(await NewMember());
        var events = Enumerable.Range(0, 300).Select(i => (IEvent)new PurchaseRecorded(100_000 + i, members[i % 5].Customer, app.Clock.Now, 10m + i, "CNY", false)).ToArray();
        await Happen([.. events, .. events.Take(50)]);
        var sum = Enumerable.Range(0, 300).Sum(i => 10L + i);
        var ids = members.ConvertAll(m => m.Member);
        Assert.Equal(sum, await app.Db<LoyaltyDb, long>(db => db.Members.Where(m => ids.Contains(m.Id)).SumAsync(m => m.Balance)));
        Assert.Empty((await Prove()).Differences);
    }

    [Fact]
    public async Task A_spend_reads_no_more_lots_than_it_needs()
    {
        var (member, _) = await NewMember();
        await app.Db<LoyaltyDb>(async db =>
        {
            var row = (await db.LockMember(member, default))!;
            for (var i = 0; i < 130; i++) row.Earn(10, "survey", $"many:{member}:{i}", app.Clock.Now.AddDays(100 + i), app.Clock.Now);
            await db.SaveChangesAsync();
        });
        Assert.Equal((50, 100, 130), (await Loaded(15), await Loaded(700), await Loaded(5000)));
        Task<int> Loaded(long points) => app.Db<LoyaltyDb, int>(async db =>
        {
            var row = (await db.LockMemberAlone(member, default))!;
            await db.LoadLotsToSpend(row, points, app.Clock.Now, default);
            Assert.Equal(row.Lots.OrderBy(l => l.ExpiresAt).Select(l => l.Id), row.Lots.Select(l => l.Id));
            return row.Lots.Count;
        });
    }

    [Fact]
    public async Task The_statement_tells_a_month_in_words_with_opening_and_closing_and_its_pages_and_files_say_the_same()
    {
        var (member, customer) = await NewMember("zh-CN");
        var now = app.Clock.Now;
        try
        {
            await Happen(new PurchaseRecorded(Interlocked.Increment(ref purchases), customer, app.Clock.Now, 1000m, "CNY", false));
            app.Clock.Now = now.AddMonths(1);
            var reward = await app.Send(new SaveReward.Command { NameEn = "Tea set", NameZh = "茶具", Points = 300 });
            await app.Send(new RedeemReward.Command { MemberId = member, RewardId = reward, Key = "tea" });
            app.Clock.Now = app.Clock.Now.AddMinutes(1);
            await app.Send(new AskAdjustment.Command { MemberId = member, Points = 55, Reason = AdjustmentReason.Complaint, Text = "Internal words", Key = "x" }, "admin");
            var month = $"{app.Clock.Now.AddHours(8):yyyy-MM}";
            var statement = (await app.Send(new ShowStatement.Query(member))).Statement;
            Assert.Equal((1000L, 755L, 55L, 300L), (statement.Opening, statement.Closing, statement.In, statement.Out));
            var supervisor = await app.As("supervisor");
            var page = await supervisor.Get($"/loyalty/members/{member}/statement?from={month}&to={month}");
            Assert.Contains("Redeemed: Tea set", page.Html, StringComparison.Ordinal);
            Assert.Contains("Points given by us: Complaint", page.Html, StringComparison.Ordinal);
            Assert.Contains("兑换：茶具", (await (await app.As("supervisor", "zh-CN")).Get($"/loyalty/members/{member}/statement?from={month}&to={month}")).Html, StringComparison.Ordinal);
            var csv = await supervisor.Submit(page, $"/loyalty/members/{member}/statement/export?from={month}&to={month}&format=csv");
            Assert.True(csv.Html.Contains("Redeemed: Tea set,redemption,-300,0,700", StringComparison.Ordinal), csv.Html);
            Assert.DoesNotContain("Internal words", csv.Html, StringComparison.Ordinal);
            var pdf = await (await app.Api("supervisor")).GetAsync($"/api/v1/members/{member}/statement/file?from={month}-01&to={month}-01&format=pdf");
            Assert.Equal("application/pdf", pdf.Content.Headers.ContentType?.MediaType);
            var bytes = await pdf.Content.ReadAsByteArrayAsync();
            Assert.StartsWith("%PDF-1.7", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
            Assert.Contains("/Lang (zh-CN)", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal); // the member's language, whoever asks
            // Page by page: the balance goes on where it stopped.
            var first = (await app.Send(new ShowStatement.Query(member, Limit: 1))).Statement;
            var second = (await app.Send(new ShowStatement.Query(member, After: first.NextCursor, Limit: 1))).Statement;
            Assert.Equal((700L, 755L), (first.Lines.Single().Balance, second.Lines.Single().Balance));
            Assert.Null(second.NextCursor);
        }
        finally { app.Clock.Now = now; }
    }

    [Fact]
    public async Task Months_that_are_none_are_refused_beside_the_field_and_a_stranger_finds_nothing()
    {
        var (member, _) = await NewMember();
        var supervisor = await app.As("supervisor");
        var bad = await supervisor.Get($"/loyalty/members/{member}/statement?from=May&to=2026-13");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("A month is written 2026-11.", bad.ErrorOf("From"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Get($"/loyalty/members/{member}/statement?from=2026-05&to=2026-04")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Get($"/loyalty/members/{member}/statement?from=2020-01&to=2026-04")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("manager")).Get($"/loyalty/members/{member}/statement")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get($"/loyalty/members/{member}/statement")).Status);
        await Assert.ThrowsAsync<ValidationException>(() => app.Send(new ReadStatement.Query(member, new(2026, 5, 1), new(2026, 4, 1))));
    }

    [Fact]
    public async Task Pending_points_show_on_page_and_panel_and_wait_for_their_time()
    {
        var (member, customer) = await NewMember();
        await app.Db<LoyaltyDb>(async db =>
        {
            (await db.LockMemberAlone(member, default))!.Earn(80, "purchase", $"pending:{member}", app.Clock.Now.AddDays(300), app.Clock.Now, app.Clock.Now.AddDays(10));
            await db.SaveChangesAsync();
        });
        var shown = await app.Send(new ShowMember.Query(member));
        Assert.Equal((80L, 0L, 80L), (shown.Balance, shown.Spendable, shown.Pending));
        var supervisor = await app.As("supervisor");
        Assert.Contains("80 of them pending", (await supervisor.Get($"/loyalty/members/{member}")).Html, StringComparison.Ordinal);
        Assert.Contains("80 points are pending", (await supervisor.Get($"/loyalty/panel/{customer}", htmx: true)).Html, StringComparison.Ordinal);
        var reward = await app.Send(new SaveReward.Command { NameEn = "Cap", NameZh = "帽子", Points = 50 });
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new RedeemReward.Command { MemberId = member, RewardId = reward, Key = "early" }));
        var now = app.Clock.Now;
        try
        {
            app.Clock.Now = now.AddDays(10);
            await app.Send(new RedeemReward.Command { MemberId = member, RewardId = reward, Key = "in time" });
        }
        finally { app.Clock.Now = now; }
    }
}
