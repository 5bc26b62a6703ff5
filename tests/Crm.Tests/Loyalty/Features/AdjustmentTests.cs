using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Features.Purchases;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Adjustments;
using Crm.Loyalty.Features.Members;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Loyalty.Features;

/// <summary>Points changed by hand: by the form, by the API, alone and by two.</summary>
public sealed class AdjustmentTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int people;

    async Task<(long Member, long Customer)> NewMember(long points = 0)
    {
        var answer = await (await app.Api("supervisor")).PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name = $"Adjusted {Interlocked.Increment(ref people)}" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var customer = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        var member = await app.Send(new JoinMember.Command { CustomerId = customer, TermsAccepted = true });
        if (points > 0) await app.Send(New(member, points) with { Key = "opening" }, "admin");
        return (member, customer);
    }

    static AskAdjustment.Command New(long member, long points) => new() { MemberId = member, Points = points, Reason = AdjustmentReason.Correction, Text = "Counted by hand", Key = Guid.NewGuid().ToString() };

    static AskAdjustment.Command Reversal(long member, long entry) => new() { MemberId = member, EntryId = entry, Reason = AdjustmentReason.Correction, Text = "A mistake", Key = Guid.NewGuid().ToString() };

    Task<ShowMember.Result> Show(long member) => app.Send(new ShowMember.Query(member));

    async Task Proved() => Assert.Empty((await app.Scope(s => s.GetRequiredService<LedgerProof>().Run(default))).Differences);

    [Fact]
    public async Task Points_within_the_limit_are_booked_at_once_by_the_form_and_the_audit_trail_says_by_whom()
    {
        var (member, _) = await NewMember();
        var supervisor = await app.As("supervisor");
        var bad = await supervisor.Post($"/loyalty/members/{member}/adjust", ("Form.Points", "0"), ("Form.Reason", ""), ("Form.Text", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        foreach (var field in new[] { "Form.Points", "Form.Reason", "Form.Text" }) Assert.NotEmpty(bad.ErrorOf(field));
        var booked = await supervisor.Submit(bad, $"/loyalty/members/{member}/adjust", ("Form.Points", "400"), ("Form.Reason", nameof(AdjustmentReason.MissedPurchase)), ("Form.Text", "Receipt 4711"));
        Assert.Equal($"/loyalty/members/{member}", booked.Location?.OriginalString);
        await supervisor.Submit(bad, $"/loyalty/members/{member}/adjust", ("Form.Points", "400"), ("Form.Reason", nameof(AdjustmentReason.MissedPurchase)), ("Form.Text", "Receipt 4711"));
        Assert.Equal(400, (await Show(member)).Spendable);
        var line = await app.Db<LoyaltyDb, AuditRow>(db => db.Audit.AsNoTracking().Where(a => a.Entity == nameof(Adjustment) && a.Change == "created").OrderByDescending(a => a.Id).FirstAsync());
        Assert.Equal("AskAdjustment", line.Action);
        Assert.NotNull(line.ActorId);
        var less = await supervisor.Post($"/loyalty/members/{member}/adjust", ("Form.Points", "-500"), ("Form.Reason", nameof(AdjustmentReason.Misuse)), ("Form.Text", "Twice"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, less.Status);
        Assert.Contains("400", less.Html, StringComparison.Ordinal);
        await supervisor.Submit(less, $"/loyalty/members/{member}/adjust", ("Form.Points", "-150"));
        Assert.Equal(250, (await Show(member)).Spendable);
        await Proved();
    }

    [Fact]
    public async Task Above_the_limit_it_waits_until_somebody_else_approves_and_is_booked_once()
    {
        var (member, _) = await NewMember();
        var (supervisor, admin) = (await app.As("supervisor"), await app.As("admin"));
        var asked = await supervisor.Post($"/loyalty/members/{member}/adjust", ("Form.Points", "5000"), ("Form.Reason", nameof(AdjustmentReason.Transfer)), ("Form.Text", "Paper card"));
        var url = asked.Location!.OriginalString;
        Assert.StartsWith("/loyalty/adjustments/", url, StringComparison.Ordinal);
        Assert.Equal(0, (await Show(member)).Balance);
        Assert.DoesNotContain(url + "/decide", (await supervisor.Get(url)).Html, StringComparison.Ordinal);
        var own = await supervisor.Post(url + "/decide", ("Form.Decision", nameof(AdjustmentDecision.Approve)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.Status);
        Assert.Contains("Nobody approves their own adjustment", own.Html, StringComparison.Ordinal);
        Assert.Contains(url, (await admin.Get("/loyalty/adjustments")).Html, StringComparison.Ordinal);
        Assert.NotEmpty((await admin.Get("/loyalty/adjustments/count", htmx: true)).Html.Trim());
        Assert.Contains(url + "/decide", (await admin.Get(url)).Html, StringComparison.Ordinal);
        var (form, beside) = (await admin.Get(url + "/decide"), await admin.Get(url + "/decide"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Submit(form, url + "/decide", ("Form.Decision", nameof(AdjustmentDecision.Refuse)))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Submit(form, url + "/decide", ("Form.Decision", nameof(AdjustmentDecision.Approve)))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Submit(beside, url + "/decide", ("Form.Decision", nameof(AdjustmentDecision.Approve)))).Status);
        Assert.Equal(5000, (await Show(member)).Spendable);
        Assert.Contains(url, (await admin.Get("/loyalty/adjustments?view=Decided")).Html, StringComparison.Ordinal);
        await Proved();
    }

    [Fact]
    public async Task Small_pieces_count_together_within_a_day()
    {
        var (member, _) = await NewMember();
        for (var i = 0; i < 2; i++) Assert.Equal(AdjustmentState.Booked, (await app.Send(New(member, 500), "supervisor")).State);
        Assert.Equal(AdjustmentState.Waiting, (await app.Send(New(member, 1), "supervisor")).State);
        Assert.Equal(AdjustmentState.Booked, (await app.Send(New(member, 1), "admin")).State);
        Assert.Equal(1001, (await Show(member)).Balance);
    }

    [Fact]
    public async Task What_is_refused_or_withdrawn_books_nothing_and_only_whoever_asked_withdraws()
    {
        var (member, _) = await NewMember();
        var refused = await app.Send(New(member, 9000), "supervisor");
        await app.Send(new DecideAdjustment.Command { Id = refused.Id, Decision = AdjustmentDecision.Refuse, Note = "No receipt" }, "admin");
        var withdrawn = await app.Send(New(member, 9000), "supervisor");
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new WithdrawAdjustment.Command(withdrawn.Id), "admin"));
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(await supervisor.Get($"/loyalty/adjustments/{withdrawn.Id}"), $"/loyalty/adjustments/{withdrawn.Id}/withdraw")).Status);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new DecideAdjustment.Command { Id = withdrawn.Id, Decision = AdjustmentDecision.Approve }, "admin"));
        Assert.Equal(0, (await Show(member)).Balance);
        Assert.Contains("No receipt", (await supervisor.Get($"/loyalty/adjustments/{refused.Id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_adjusts_once_however_many_send_it_at_once()
    {
        var (member, _) = await NewMember();
        var command = New(member, 70);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => app.Send(command, "admin"))));
        Assert.Single(all.Select(a => a.Id).Distinct());
        Assert.Equal(70, (await Show(member)).Balance);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(command with { Points = 71 }, "admin"));
    }

    [Fact]
    public async Task An_entry_is_reversed_whole_and_once_and_a_reversal_never()
    {
        var (member, _) = await NewMember(300);
        var admin = await app.As("admin");
        var page = await admin.Get($"/loyalty/members/{member}");
        var given = (await Show(member)).Entries.Single();
        Assert.Contains($"/loyalty/members/{member}/adjust?entry={given.Id}", page.Html, StringComparison.Ordinal);
        var reversed = await admin.Post($"/loyalty/members/{member}/adjust?entry={given.Id}", ("Form.Reason", nameof(AdjustmentReason.Correction)), ("Form.Text", "Wrong member"));
        Assert.Equal($"/loyalty/members/{member}", reversed.Location?.OriginalString);
        var shown = await Show(member);
        Assert.Equal(0, shown.Balance);
        Assert.Equal("loyalty.reversal.already", (await Assert.ThrowsAsync<RuleException>(() => app.Send(Reversal(member, given.Id), "admin"))).Key);
        Assert.Equal("loyalty.reversal.ofReversal", (await Assert.ThrowsAsync<RuleException>(() => app.Send(Reversal(member, shown.Entries.Single(e => e.IsReversal).Id), "admin"))).Key);
        var (other, _) = await NewMember(10);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(Reversal(other, given.Id), "admin")); // an entry of somebody else
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Get($"/loyalty/members/{other}/adjust?entry={given.Id}")).Status);
        await Proved();
    }

    [Fact]
    public async Task A_purchase_reversed_by_hand_counts_towards_no_tier_and_its_refund_takes_nothing_twice()
    {
        var (member, customer) = await NewMember();
        async Task<long> Qualifying() => await app.Db<LoyaltyDb, long>(db => db.QualifyingPoints.Where(q => q.CustomerId == customer).SumAsync(q => q.Points));
        var bought = await (await app.Api()).PostAsJsonAsync("/api/v1/purchases", new { customerId = customer, goodsAmount = 200, items = new[] { new { product = "Lamp", quantity = 1, amount = 200 } } });
        var purchase = (await bought.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        await app.Deliver();
        Assert.Equal(200, await Qualifying());
        var earned = (await Show(member)).Entries.Single();
        await app.Send(Reversal(member, earned.Id), "admin");
        Assert.Equal(0, await Qualifying());
        var version = await app.Db<CustomersDb, uint>(db => db.Purchases.Where(p => p.Id == purchase).Select(p => p.Version).SingleAsync());
        await app.Send(new RefundPurchase.Command { Id = purchase, Amount = 200, Version = version });
        await app.Deliver();
        Assert.Equal(0, await Qualifying());
        Assert.Equal((0L, 0L), ((await Show(member)).Balance, (await Show(member)).Shortfall));
        await Proved();
    }

    [Fact]
    public async Task A_reversed_deduction_goes_back_into_its_lots_once()
    {
        var (member, _) = await NewMember(300);
        await app.Send(New(member, -120), "admin");
        var taken = (await Show(member)).Entries.Single(e => e.Change == -120);
        await app.Send(Reversal(member, taken.Id), "admin");
        Assert.Equal(300, (await Show(member)).Lots.Single().Remainder);
        Assert.Equal("loyalty.reversal.already", (await Assert.ThrowsAsync<RuleException>(() => app.Send(Reversal(member, taken.Id), "admin"))).Key);
        // Past the use case the database still refuses it.
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => app.Db<LoyaltyDb>(db => db.Database.ExecuteSqlAsync($"insert into loyalty.entries (member_id, \"from\", \"to\", points, source, key, at, reverses_id) values ({member}, 'reversed', 'member', 120, 'reversal', 'by hand', now(), {taken.Id})")));
        await Proved();
    }

    [Fact]
    public async Task After_a_merge_an_approval_books_on_the_survivor_and_erasure_leaves_no_words()
    {
        var (from, a) = await NewMember(20);
        var (into, b) = await NewMember(5);
        var asked = await app.Send(New(from, 4000), "supervisor");
        await app.Db<Crm.Customers.Data.CustomersDb>(async db => { db.Publish(new CustomerMerged(a, b, app.Clock.Now)); await db.SaveChangesAsync(); });
        await app.Deliver();
        await app.Send(new DecideAdjustment.Command { Id = asked.Id, Decision = AdjustmentDecision.Approve }, "admin");
        Assert.Equal((0L, 4025L), ((await Show(from)).Balance, (await Show(into)).Balance));
        await app.Db<Crm.Customers.Data.CustomersDb>(async db => { db.Publish(new CustomerErased(b, app.Clock.Now)); await db.SaveChangesAsync(); });
        await app.Deliver();
        Assert.Empty(await app.Db<LoyaltyDb, List<Adjustment>>(db => db.Adjustments.Where(x => x.CustomerId == b && (x.Text != "" || x.DecisionNote != null)).ToListAsync()));
        await Proved();
    }

    [Fact]
    public async Task Who_may_not_adjust_neither_sees_nor_does_it()
    {
        var (member, _) = await NewMember();
        var agent = await app.As("agent");
        Assert.DoesNotContain("/adjust", (await agent.Get($"/loyalty/members/{member}")).Html, StringComparison.Ordinal);
        foreach (var url in new[] { $"/loyalty/members/{member}/adjust", "/loyalty/adjustments", "/loyalty/adjustments/settings", "/loyalty/ledger" }) Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get(url)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).PostAsJsonAsync($"/api/v1/members/{member}/adjustments", new { points = 1, reason = "other", text = "x" })).StatusCode);
        // A manager reaches own customers alone.
        await Assert.ThrowsAsync<MissingException>(() => app.Send(New(member, 1), "manager"));
    }

    [Fact]
    public async Task The_limit_is_a_setting()
    {
        var (member, _) = await NewMember();
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/loyalty/adjustments/settings", ("Form.Limit", "-1"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post("/loyalty/adjustments/settings", ("Form.Limit", "0"))).Status);
        try { Assert.Equal(AdjustmentState.Waiting, (await app.Send(New(member, 1), "admin")).State); }
        finally { await app.Send(new ChangeLimit.Command { Limit = 1000 }); }
        Assert.Equal("1000", (await admin.Get("/loyalty/adjustments/settings")).ValueOf("Form.Limit"));
    }

    [Theory]
    [InlineData("ten", "x")]
    [InlineData("99999999999999999999", "x")]
    [InlineData("1.5", "x")]
    [InlineData("5", null)]
    [InlineData("5", "<script>alert(1)</script>")]
    public async Task Whatever_is_typed_is_answered_and_nothing_typed_is_lost(string points, string? text)
    {
        var (member, _) = await NewMember();
        var supervisor = await app.As("supervisor");
        var words = text ?? new string('字', 1001);
        var answer = await supervisor.Post($"/loyalty/members/{member}/adjust", ("Form.Points", points), ("Form.Reason", nameof(AdjustmentReason.Other)), ("Form.Text", words));
        if (text?.Contains("script", StringComparison.Ordinal) == true)
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.Status);
            var id = await app.Db<LoyaltyDb, long>(db => db.Adjustments.Where(a => a.MemberId == member).Select(a => a.Id).SingleAsync());
            Assert.DoesNotContain("<script>alert", (await supervisor.Get($"/loyalty/adjustments/{id}")).Html, StringComparison.Ordinal);
            return;
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(points, answer.ValueOf("Form.Points"));
        Assert.Equal(0, (await Show(member)).Balance);
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get("/loyalty/adjustments?after=nonsense&view=Decided")).Status);
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get($"/loyalty/members/{member}/statement?after=nonsense")).Status);
    }

    [Fact]
    public async Task The_api_asks_lists_and_decides()
    {
        var (member, _) = await NewMember();
        var (supervisor, admin) = (await app.Api("supervisor"), await app.Api("admin"));
        async Task<HttpResponseMessage> Ask(long points)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/members/{member}/adjustments") { Content = JsonContent.Create(new { points, reason = "complaint", text = "Late" }), Headers = { { "Idempotency-Key", "api-1" } } };
            return await supervisor.SendAsync(request);
        }
        var asked = await Ask(2000);
        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        var body = await asked.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("waiting", body.GetProperty("state").GetString());
        Assert.Equal(body.GetProperty("id").GetInt64(), (await (await Ask(2000)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64());
        var url = asked.Headers.Location!.OriginalString;
        Assert.Contains(body.GetProperty("id").GetRawText(), await admin.GetStringAsync("/api/v1/point-adjustments?view=waiting"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.PostAsJsonAsync(url + "/decide", new { outcome = "approve" })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.PostAsJsonAsync(url + "/decide", new { outcome = "approve", note = "Fine" })).StatusCode);
        Assert.Equal("booked", (await admin.GetFromJsonAsync<JsonElement>(url)).GetProperty("state").GetString());
        Assert.Equal(2000, (await Show(member)).Balance);
    }
}
