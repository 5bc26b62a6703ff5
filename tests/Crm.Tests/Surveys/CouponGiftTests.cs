using System.Net;
using Crm.Customers.Features.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Interviews;
using Crm.Surveys.Features.Waves;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>A wave may thank with a coupon instead of points.</summary>
public sealed class CouponGiftTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly WaveTerms Twenty = new() { CouponValue = 20, CouponCurrency = "CNY", CouponDays = 30 };

    Task<long> Customer(string name) => app.Send(new RegisterCustomer.Command { Name = name, Region = "Here", Emails = [new() { Value = name.Replace(' ', '.') + "@customer.test" }] }, "admin");

    Task<List<Coupon>> CouponsOf(long customer) => app.Db<LoyaltyDb, List<Coupon>>(db => db.Coupons.AsNoTracking().Where(c => c.CustomerId == customer).ToListAsync());

    Task<long> WaveOf(long invitation) => app.Db<SurveysDb, long>(db => db.Invitations.Where(i => i.Id == invitation).Select(i => i.WaveId).SingleAsync());

    async Task<string> Answer(string token)
    {
        var phone = app.Anonymous();
        var page = await phone.Get($"/s/{token}");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        return (await phone.Submit(page, $"/s/{token}", ("a.overall", "4"), ("go", "Next"))).Location!.ToString();
    }

    [Fact]
    public async Task Who_answers_gets_the_coupon_on_the_page_and_by_mail_once_and_until_the_budget_is_gone()
    {
        var first = await Customer("Coupon First");
        var (token, invitation) = await app.Invite(terms: Twenty with { Budget = 30 }, customerId: first);
        Assert.Contains("a coupon over 20.00 CNY", (await app.Anonymous().Get($"/s/{token}")).Text("main"));

        var thanks = await Answer(token);
        Assert.Contains("You have earned a coupon", (await app.Anonymous().Get(thanks)).Text("main"));
        await app.Deliver();
        var coupon = Assert.Single(await CouponsOf(first));
        Assert.Equal((20m, "CNY", "survey"), (coupon.Value, coupon.Currency, coupon.Source));
        Assert.Equal(30, coupon.LastDay.DayNumber - DateOnly.FromDateTime(app.Clock.Now.ToOffset(TimeSpan.FromHours(8)).DateTime).DayNumber);
        Assert.Contains(coupon.Shown, (await app.Anonymous().Get(thanks)).Text("main"));
        // The same link says it again to who comes back later.
        var again = await app.Anonymous().Get($"/s/{token}");
        Assert.Equal(HttpStatusCode.Gone, again.Status);
        Assert.Contains(coupon.Shown, again.Text("main"));
        Assert.Equal(1, await app.Db<LoyaltyDb, int>(db => db.Mail.CountAsync(m => m.CustomerId == first && m.Purpose == "loyalty.coupon")));

        // 10 are left: not enough for another one, on whatever way the answer comes.
        var second = await Customer("Coupon Second");
        var wave = await WaveOf(invitation);
        await app.Send(new EnterAnswers.Command { Wave = wave, Customer = second, Typed = new Dictionary<string, string?[]> { ["overall"] = ["5"] } }, "admin");
        await app.Deliver();
        Assert.Empty(await CouponsOf(second));
        Assert.Equal((2, 20m), await app.Db<SurveysDb, (long, decimal)>(async db => await db.WaveTallies.AsNoTracking().SingleAsync(t => t.WaveId == wave) is var t ? (t.Taken, t.Awarded) : default));
        Assert.Contains("¥20.00 / ¥30.00", (await (await app.As("analyst")).Get($"/waves/{wave}/progress")).Text("main"));
    }

    [Fact]
    public async Task On_the_phone_who_entered_the_answer_can_read_out_the_code_and_others_see_its_end()
    {
        var (_, invitation) = await app.Invite(terms: Twenty, customerId: await Customer("Coupon Invited"));
        var called = await Customer("Coupon Called");
        var entered = await app.Send(new EnterAnswers.Command { Wave = await WaveOf(invitation), Customer = called, Typed = new Dictionary<string, string?[]> { ["overall"] = ["5"] } }, "admin");
        await app.Deliver();
        var code = Assert.Single(await CouponsOf(called)).Shown;
        Assert.Contains(code, (await (await app.As("admin")).Get($"/responses/{entered.ResponseId}")).Text("main"));
        var other = (await (await app.As("analyst")).Get($"/responses/{entered.ResponseId}")).Text("main");
        Assert.DoesNotContain(code, other);
        Assert.Contains("…" + code[^4..], other);
    }

    [Fact]
    public async Task Taking_part_without_a_name_earns_the_coupon_with_the_next_day()
    {
        var start = app.Clock.Now;
        try
        {
            var customer = await Customer("Coupon Nameless");
            var (token, _) = await app.Invite(terms: Twenty with { Anonymous = true }, customerId: customer);
            await Answer(token);
            await Reward();
            Assert.Empty(await CouponsOf(customer));
            app.Clock.Advance(TimeSpan.FromDays(1));
            await Reward();
            await Reward();
            var coupon = Assert.Single(await CouponsOf(customer));
            Assert.Contains(coupon.Shown, (await app.Anonymous().Get($"/s/{token}")).Text("main"));
        }
        finally { app.Clock.Now = start; }

        async Task Reward()
        {
            await app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == "RewardParticipation").Run(default); return 0; });
            await app.Deliver();
        }
    }

    [Fact]
    public async Task A_wave_gives_points_or_coupons_and_stays_with_them_once_it_has_begun()
    {
        var (_, invitation) = await app.Invite(terms: Twenty);
        var wave = await WaveOf(invitation);
        await app.Db<SurveysDb>(db => db.Waves.Where(w => w.Id == wave).ExecuteUpdateAsync(s => s.SetProperty(w => w.Kind, WaveKind.AfterTicket)));
        var analyst = await app.As("analyst");
        async Task<(HttpStatusCode, string?)> Change(params (string, string?)[] typed)
        {
            var form = await analyst.Get($"/waves/{wave}/edit");
            var sent = await analyst.Submit(form, $"/waves/{wave}/edit", typed);
            return (sent.Status, sent.Status == HttpStatusCode.UnprocessableEntity ? sent.ErrorOf("Form.CouponValue") : null);
        }
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Give points or a coupon, not both."), await Change(("Form.Points", "10")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "The wave has begun: whether it gives points or coupons, and their currency, stays."), await Change(("Form.CouponCurrency", "EUR")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "The wave has begun: whether it gives points or coupons, and their currency, stays."), await Change(("Form.CouponValue", ""), ("Form.Points", "10")));
        Assert.Equal(HttpStatusCode.SeeOther, (await Change(("Form.CouponValue", "25.50"), ("Form.Budget", "1000"))).Item1 is HttpStatusCode.Redirect or HttpStatusCode.SeeOther ? HttpStatusCode.SeeOther : default);
        await app.Db<SurveysDb>(db => db.Waves.Where(w => w.Id == wave).ExecuteUpdateAsync(s => s.SetProperty(w => w.Kind, WaveKind.PublicLink)));
        Assert.Contains("Who answers through a public link is not known", (await Change(("Form.CouponValue", "25"))).Item2);
        Assert.Equal((25.5m, 1000m), await app.Db<SurveysDb, (decimal?, decimal?)>(async db => await db.Waves.AsNoTracking().SingleAsync(w => w.Id == wave) is var w ? (w.CouponValue, w.Budget) : default));
    }
}
