using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features.Coupons;
using Crm.Loyalty.Features.Members;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Goodwill;
using Crm.Tickets.Features.Progress;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Tickets.Care;

/// <summary>Points and coupons for what went wrong: within a limit at once, above it with approval; booked once, taken back whole.</summary>
public sealed class GoodwillTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int people;

    async Task<(long Ticket, long Customer, long Member)> Member(string @as = "agent")
    {
        var customer = await app.Customer($"Goodwill {Interlocked.Increment(ref people)}", $"gift{people}@example.com");
        return (await app.Ticket(customer, TicketType.Complaint, @as: @as), customer, await app.Send(new JoinMember.Command { CustomerId = customer, TermsAccepted = true }));
    }

    Task<Crm.Tickets.Domain.Goodwill> Row(long id) => app.Db<TicketsDb, Crm.Tickets.Domain.Goodwill>(db => db.Goodwill.AsNoTracking().SingleAsync(g => g.Id == id));

    Task<long> Last(long ticket) => app.Db<TicketsDb, long>(db => db.Goodwill.Where(g => g.TicketId == ticket).MaxAsync(g => g.Id));

    Task<Coupon?> CouponOf(Guid grant) => app.Db<LoyaltyDb, Coupon?>(db => db.Coupons.AsNoTracking().SingleOrDefaultAsync(c => c.Key == $"{grant}"));

    async Task<long> Balance(long member)
    {
        var shown = await app.Send(new ShowMember.Query(member));
        Assert.Equal(shown.Balance, shown.Lots.Sum(l => l.Remainder));
        Assert.Equal(shown.Balance, shown.Entries.Sum(e => e.Change));
        return shown.Balance;
    }

    Task<int> Notices(long person, string key) => app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == person && n.Key == key));

    static AskGoodwill.Command Points(long ticket, long points) => new() { TicketId = ticket, Kind = GoodwillKind.Points, Points = points, CauseId = 4 };

    static AskGoodwill.Command Money(long ticket, decimal amount, string currency = "CNY") => new() { TicketId = ticket, Kind = GoodwillKind.Coupon, Amount = amount, Currency = currency, CauseId = 5 };

    [Fact]
    public async Task Within_the_limit_points_are_booked_once_and_the_customer_is_mailed()
    {
        var (ticket, customer, member) = await Member();
        var agent = await app.As("agent");
        var form = await agent.Get($"/tickets/{ticket}/goodwill");
        var bad = await agent.Submit(form, $"/tickets/{ticket}/goodwill", ("Form.Kind", "Points"), ("Form.Words", "Sorry for the delay"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Please fill this in.", "Sorry for the delay"), (bad.Status, bad.ErrorOf("Form.Points"), bad.ValueOf("Form.Words")));
        // The same form sent twice gives once.
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.Found, (await agent.Submit(bad, $"/tickets/{ticket}/goodwill", ("Form.Points", "300"), ("Form.CauseId", "4"))).Status);
        var row = await Row(await Last(ticket));
        Assert.Equal((GoodwillState.Granted, 300L), (row.State, row.Points));
        Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.Goodwill.CountAsync(g => g.TicketId == ticket)));
        await app.Deliver();
        Assert.Equal(300, await Balance(member));
        // The event again, under another id.
        await app.Db<TicketsDb>(async db => { db.Publish(new GoodwillGranted(row.PublicId, ticket, customer, 300, null, null, null, app.Clock.Now)); await db.SaveChangesAsync(); });
        await app.Deliver();
        Assert.Equal(300, await Balance(member));
        Assert.NotNull((await Row(row.Id)).BookedAt);
        var mail = Assert.Single(await app.MailsTo(customer), m => m.Purpose == "ticket.goodwill");
        Assert.Contains("Sorry for the delay", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(ProgressLink.Of((await app.Read(ticket)).LinkId, "zh-CN"), mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("300", (await agent.Get($"/tickets/{ticket}/care", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Contains("Goodwill", (await (await app.As("supervisor")).Get($"/loyalty/members/{member}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_no_member_gets_a_coupon_instead_of_points()
    {
        var ticket = await app.Ticket();
        var agent = await app.As("agent");
        var form = await agent.Get($"/tickets/{ticket}/goodwill");
        Assert.Contains("A coupon can.", form.Html, StringComparison.Ordinal);
        var refused = await agent.Submit(form, $"/tickets/{ticket}/goodwill", ("Form.Kind", "Points"), ("Form.Points", "10"), ("Form.CauseId", "4"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Give a coupon instead.", refused.ErrorOf("Form.Kind"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await agent.Submit(refused, $"/tickets/{ticket}/goodwill", ("Form.Kind", "Coupon"), ("Form.Amount", "20.50"))).Status);
        await app.Deliver();
        var row = await Row(await Last(ticket));
        var coupon = await CouponOf(row.PublicId);
        Assert.Equal((20.50m, "CNY", new DateOnly(2026, 6, 2), 16), (coupon!.Value, coupon.Currency, coupon.LastDay, coupon.Code.Length));
        Assert.Contains(coupon.Shown, (await agent.Get($"/tickets/{ticket}/care", htmx: true)).Html, StringComparison.Ordinal);
        Assert.DoesNotContain(coupon.Code, (await agent.Get("/loyalty/coupons")).Html, StringComparison.Ordinal);

        Assert.Contains("no coupon with this code", (await agent.Post("/loyalty/coupons/use", ("Form.Code", "ABCD"))).ErrorOf("Form.Code"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await agent.Post("/loyalty/coupons/use", ("Form.Code", coupon.Shown.ToLowerInvariant()), ("Form.Order", "SO1"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Post("/loyalty/coupons/use", ("Form.Code", coupon.Code))).Status);
        Assert.Equal("tickets.goodwill.rule.used", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new TakeBackGoodwill.Command { Id = row.Id, Reason = "Too late" }, "supervisor"))).Key);
    }

    [Fact]
    public async Task A_coupon_is_used_once_however_many_come_at_once()
    {
        var id = await app.Send(Money(await app.Ticket(), 5), "agent");
        await app.Deliver();
        var code = (await CouponOf((await Row(id)).PublicId))!.Code;
        var used = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
        {
            try { await app.Send(new UseCoupon.Command { Code = code }, "agent"); return true; }
            catch (RuleException) { return false; }
        })));
        Assert.Single(used, u => u);
        var (now, late) = (app.Clock.Now, await app.Send(Money(await app.Ticket(), 5), "agent"));
        await app.Deliver();
        try
        {
            app.Clock.Advance(TimeSpan.FromDays(91));
            Assert.Equal("loyalty.coupon.expired", (await Assert.ThrowsAsync<RuleException>(async () => await app.Send(new UseCoupon.Command { Code = (await CouponOf((await Row(late)).PublicId))!.Code }))).Key);
        }
        finally { app.Clock.Now = now; }
    }

    [Fact]
    public async Task Above_the_limit_somebody_else_approves_or_declines_with_a_reason()
    {
        var (ticket, _, member) = await Member();
        var (agent, supervisor) = (await app.As("agent"), await app.As("supervisor"));
        var asked = await app.Send(Points(ticket, 5000), "agent");
        Assert.Equal(GoodwillState.Waiting, (await Row(asked)).State);
        await app.Deliver();
        Assert.Equal(0, await Balance(member));
        Assert.Equal(1, await Notices(await app.Person("supervisor"), $"goodwill:{asked}"));
        Assert.Contains($"/tickets/goodwill/{asked}", (await supervisor.Get("/tickets/goodwill")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get($"/tickets/goodwill/{asked}/decide")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post($"/tickets/goodwill/{asked}/decide", ("Form.Decision", "Decline"))).Status);
        var stale = await supervisor.Get($"/tickets/goodwill/{asked}/decide");
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/tickets/goodwill/{asked}/decide", ("Form.Decision", "Approve"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await supervisor.Submit(stale, $"/tickets/goodwill/{asked}/decide", ("Form.Decision", "Decline"), ("Form.Note", "No"))).Status);
        await app.Deliver();
        Assert.Equal(5000, await Balance(member));
        Assert.Equal(1, await Notices(await app.Person("agent"), $"goodwill-decided:{asked}"));

        var declined = await app.Send(Points(ticket, 5001), "agent");
        await app.Send(new DecideGoodwill.Command { Id = declined, Decision = DecideGoodwill.GoodwillOutcome.Decline, Note = "Too much" }, "supervisor");
        var own = await app.Send(Points(ticket, 9000), "supervisor");
        Assert.Equal("tickets.goodwill.rule.own", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new DecideGoodwill.Command { Id = own, Decision = DecideGoodwill.GoodwillOutcome.Approve }, "supervisor"))).Key);
        Assert.Equal("tickets.goodwill.rule.not_yours", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new WithdrawGoodwill.Command(own), "admin"))).Key);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(await supervisor.Get($"/tickets/goodwill/{own}"), $"/tickets/goodwill/{own}/withdraw")).Status);
        Assert.Equal((GoodwillState.Declined, GoodwillState.Withdrawn), ((await Row(declined)).State, (await Row(own)).State));
        await app.Deliver();
        Assert.Equal(5000, await Balance(member));
    }

    [Fact]
    public async Task The_limit_of_a_month_holds_under_many_at_once_and_ends_with_the_month()
    {
        var (ticket, _, member) = await Member("zhao.min");
        // 500 at once and 2000 a month: four of ten are given, whoever comes first.
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => app.Send(Points(ticket, 500), "zhao.min"))));
        Assert.Equal(4, (await Task.WhenAll(ids.Select(Row))).Count(r => r.State == GoodwillState.Granted));
        await app.Deliver();
        Assert.Equal(2000, await Balance(member));
        var now = app.Clock.Now;
        try
        {
            app.Clock.Now = new DateTimeOffset(2026, 3, 31, 16, 0, 0, TimeSpan.Zero); // midnight of 1 April in Shanghai
            Assert.Equal(GoodwillState.Granted, (await Row(await app.Send(Points(ticket, 500), "zhao.min"))).State);
        }
        finally { app.Clock.Now = now; }
        // What is in another currency is nobody's to give alone.
        Assert.Equal(GoodwillState.Waiting, (await Row(await app.Send(Money(ticket, 1, "USD"), "zhao.min"))).State);

        var admin = await app.As("admin");
        var form = await admin.Get("/tickets/settings/goodwill");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Submit(form, "/tickets/settings/goodwill", ("Form.Lines[0].PointsAtOnce", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(form, "/tickets/settings/goodwill", ("Form.Lines[0].MoneyAtOnce", "0"))).Status);
        Assert.Equal(GoodwillState.Waiting, (await Row(await app.Send(Money(ticket, 1), "zhao.min"))).State);
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(form, "/tickets/settings/goodwill", ("Form.Lines[0].MoneyAtOnce", "50"))).Status);
    }

    [Fact]
    public async Task What_is_taken_back_leaves_the_ledger_and_what_was_spent_is_owed()
    {
        var (ticket, _, member) = await Member();
        var id = await app.Send(Points(ticket, 400), "agent");
        await app.Deliver();
        var reward = await app.Send(new Crm.Loyalty.Features.Rewards.SaveReward.Command { NameEn = "Cup", NameZh = "杯", Points = 150 });
        await app.Send(new Crm.Loyalty.Features.Redemptions.RedeemReward.Command { MemberId = member, RewardId = reward, Key = "cup" });
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post($"/tickets/goodwill/{id}/take-back", ("Form.Reason", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Post($"/tickets/goodwill/{id}/take-back", ("Form.Reason", "Wrong customer"))).Status);
        Assert.Equal("tickets.goodwill.rule.not_granted", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new TakeBackGoodwill.Command { Id = id, Reason = "Again" }, "supervisor"))).Key);
        await app.Deliver();
        var shown = await app.Send(new ShowMember.Query(member));
        Assert.Equal((0L, 150L), (shown.Balance, shown.Shortfall));

        var coupon = await app.Send(Money(ticket, 5), "agent");
        await app.Deliver();
        await app.Send(new TakeBackGoodwill.Command { Id = coupon, Reason = "Twice" }, "supervisor");
        await app.Deliver();
        var row = await CouponOf((await Row(coupon)).PublicId);
        Assert.NotNull(row!.VoidedAt);
        Assert.Equal("loyalty.coupon.void", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new UseCoupon.Command { Code = row.Code }, "agent"))).Key);
    }

    [Fact]
    public async Task Grants_follow_a_merge_and_its_undoing_and_lose_their_words_with_the_person()
    {
        var (ticket, from, _) = await Member();
        var into = await app.Customer("Survivor of goodwill");
        var coupon = await app.Send(Money(ticket, 5) with { Words = "Secretword" }, "agent");
        var waiting = await app.Send(Points(ticket, 9999) with { Words = "Secretword" }, "agent");
        await app.Deliver();
        var merged = app.Clock.Now;
        async Task Happen(Crm.Contracts.IEvent happened)
        {
            await app.Db<CustomersDb>(async db => { db.Publish(happened); await db.SaveChangesAsync(); });
            await app.Deliver();
        }
        await Happen(new CustomerMerged(from, into, merged));
        var grant = (await Row(coupon)).PublicId;
        Assert.Equal((into, into), ((await Row(coupon)).CustomerId, (await CouponOf(grant))!.CustomerId));
        await Happen(new CustomerUnmerged(from, into, merged, app.Clock.Now));
        Assert.Equal((from, from), ((await Row(coupon)).CustomerId, (await CouponOf(grant))!.CustomerId));
        await Happen(new CustomerErased(from, app.Clock.Now));
        Assert.Equal((Ticket.Erased, GoodwillState.Withdrawn), ((await Row(coupon)).Words, (await Row(waiting)).State));
        Assert.NotNull((await CouponOf(grant))!.VoidedAt);
    }

    [Fact]
    public async Task Cost_is_told_by_cause_in_each_currency_and_leads_to_the_grants_and_a_harmless_file()
    {
        var (ticket, _, _) = await Member("wu.qian");
        await app.Send(Points(ticket, 120), "wu.qian");
        await app.Send(Money(ticket, 7.25m), "wu.qian");
        var foreign = await app.Send(Money(ticket, 3, "USD"), "wu.qian");
        await app.Send(new DecideGoodwill.Command { Id = foreign, Decision = DecideGoodwill.GoodwillOutcome.Approve }, "admin");
        var back = await app.Send(Money(ticket, 40), "wu.qian");
        await app.Send(new TakeBackGoodwill.Command { Id = back, Reason = "Mistake" }, "supervisor");

        var team = (await app.Read(ticket)).TeamId;
        var day = new DateOnly(2026, 3, 4);
        var report = await app.Send(new ReportGoodwill.Query(day, day, GoodwillBy.Team), "supervisor");
        var line = report.Lines.Single(l => l.Key == $"{team}");
        Assert.Equal((3, 120L), (line.Count, line.Points));
        Assert.Equal([7.25m, 3m], [line.Money[report.Currencies.ToList().IndexOf("CNY")], line.Money[report.Currencies.ToList().IndexOf("USD")]]);
        Assert.True(report.TakenBack >= 1);

        var supervisor = await app.As("supervisor");
        var page = await supervisor.Get("/tickets/goodwill/report?from=2026-03-04&to=2026-03-04&by=Team");
        var behind = page.Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")!).First(h => h.Contains($"teamId={team}", StringComparison.Ordinal) && h.Contains("currency=USD", StringComparison.Ordinal));
        var grants = await supervisor.Get(behind);
        Assert.Contains("$3.00", grants.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("7.25", grants.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/goodwill/report")).Status);

        await app.Db<TicketsDb>(db => db.Codes.Where(c => c.Id == 5).ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, "=1+1")));
        try
        {
            var file = await supervisor.Submit(page, "/tickets/goodwill/export");
            var csv = Encoding.UTF8.GetString(await file.Response.Content.ReadAsByteArrayAsync());
            Assert.Equal("text/csv", file.Response.Content.Headers.ContentType!.MediaType);
            Assert.Contains(",'=1+1,", csv, StringComparison.Ordinal);
            Assert.DoesNotContain(",=1+1", csv, StringComparison.Ordinal);
        }
        finally { await app.Db<TicketsDb>(db => db.Codes.Where(c => c.Id == 5).ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, "Staff conduct"))); }
    }

    [Fact]
    public async Task Programs_give_with_a_key_and_decide_with_the_version_they_saw()
    {
        var (ticket, _, _) = await Member();
        var (agent, supervisor) = (await app.Api("agent"), await app.Api("supervisor"));
        async Task<HttpResponseMessage> Give(int points)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/goodwill") { Content = JsonContent.Create(new { ticketId = ticket, kind = "points", points, causeId = 4 }) };
            request.Headers.Add("Idempotency-Key", "goodwill-once");
            return await agent.SendAsync(request);
        }
        var first = await Give(3000);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        var replay = await Give(3000);
        Assert.Equal("true", replay.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Give(3001)).StatusCode);
        var given = await first.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("waiting", given.GetProperty("state").GetString());
        var url = $"/api/v1/goodwill/{given.GetProperty("id").GetInt64()}";
        async Task<HttpStatusCode> Decide(string? tag)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, url + "/decide") { Content = JsonContent.Create(new { decision = "approve" }) };
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
            return (await supervisor.SendAsync(request)).StatusCode;
        }
        Assert.Equal(HttpStatusCode.PreconditionRequired, await Decide(null));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Decide("\"7\""));
        Assert.Equal(HttpStatusCode.OK, await Decide((await supervisor.GetAsync(url)).Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("analyst")).GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("sun.li")).GetAsync(url)).StatusCode); // of another team
        Assert.Equal(HttpStatusCode.OK, (await supervisor.GetAsync("/api/v1/goodwill/report?from=2026-03-01&to=2026-03-31&by=type")).StatusCode);
    }
}
