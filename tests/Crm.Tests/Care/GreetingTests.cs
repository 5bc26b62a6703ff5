using System.Net;
using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Care.Features.CareSettings;
using Crm.Care.Features.Greetings;
using Crm.Contracts.Customers;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Care;

/// <summary>Good wishes: on the day, in the customer's own morning, once a year.</summary>
public sealed class GreetingTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> IdOf(GreetingKind kind, Festival? festival = null) => app.Db<CareDb, long>(db => db.Greetings.Where(g => g.Kind == kind && g.Festival == festival).Select(g => g.Id).SingleAsync());

    async Task<List<string>> MailsAt(DateTimeOffset now, long customer)
    {
        app.Clock.Now = now;
        await app.Sweep("SendGreetings");
        return [.. (await app.MailsTo(customer)).Select(m => m.Subject)];
    }

    [Fact]
    public async Task A_birthday_is_greeted_once_a_year_in_the_customers_own_morning()
    {
        var start = app.Clock.Now;
        var id = await IdOf(GreetingKind.Birthday);
        var anna = await app.Friend("Anna", c => c with { Birthday = new(1990, 3, 10), Zone = "America/Los_Angeles" }, Purpose.Care);
        var bo = await app.Friend("博", c => c with { Birthday = new(1990, 3, 10), Language = "zh-CN" }, Purpose.Care);
        var silent = await app.Friend("Silent", c => c with { Birthday = new(1990, 3, 10) });
        var leap = await app.Friend("Leap", c => c with { Birthday = new(2000, 2, 29) }, Purpose.Care);
        try
        {
            Assert.Empty(await MailsAt(new(2026, 3, 10, 2, 0, 0, TimeSpan.Zero), bo)); // off as it ships
            await app.Send(new SwitchGreeting.Command(id, true), "supervisor");
            Assert.Empty(await MailsAt(new(2026, 3, 10, 0, 30, 0, TimeSpan.Zero), bo)); // half past eight in Shanghai
            Assert.Equal("博，生日快乐", Assert.Single(await MailsAt(new(2026, 3, 10, 1, 30, 0, TimeSpan.Zero), bo)));
            Assert.Single(await MailsAt(new(2026, 3, 10, 5, 0, 0, TimeSpan.Zero), bo)); // not twice
            Assert.Empty(await MailsAt(new(2026, 3, 10, 15, 0, 0, TimeSpan.Zero), anna)); // eight in the morning in Los Angeles
            Assert.Equal("Happy birthday, Anna", Assert.Single(await MailsAt(new(2026, 3, 10, 17, 0, 0, TimeSpan.Zero), anna)));
            Assert.Empty(await app.MailsTo(silent)); // care asks for consent
            Assert.Single(await MailsAt(new(2027, 2, 28, 2, 0, 0, TimeSpan.Zero), leap));
            Assert.Single(await MailsAt(new(2027, 3, 1, 2, 0, 0, TimeSpan.Zero), leap));
            Assert.Equal(2, (await MailsAt(new(2028, 2, 29, 2, 0, 0, TimeSpan.Zero), leap)).Count);
            Assert.Equal(2, (await MailsAt(new(2027, 3, 10, 2, 0, 0, TimeSpan.Zero), bo)).Count);
            Assert.Equal(2, await app.Db<CareDb, int>(db => db.Greeted.CountAsync(g => g.CustomerId == bo)));
            // The database itself refuses a second one in a year.
            await Assert.ThrowsAsync<DbUpdateException>(() => app.Db<CareDb>(async db =>
            {
                db.Greeted.Add(new Greeted(id, 2027, new CustomerFacts(bo, "", "", CustomerKind.Individual, default, null, null, null, null, null, "en", "UTC", Admission.Admitted, null, null, null, default), app.Clock.Now));
                await db.SaveChangesAsync();
            }));
            var mail = (await app.MailsTo(bo))[0];
            Assert.Contains("/u/", mail.TextBody, StringComparison.Ordinal);
            Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", mail.Headers, StringComparison.Ordinal);
            Assert.Contains("confetti", (await (await app.As("admin")).Get($"/customers/{bo}/timeline")).Html, StringComparison.Ordinal);
        }
        finally
        {
            app.Clock.Now = start;
            await app.Send(new SwitchGreeting.Command(id, false), "supervisor");
        }
    }

    [Fact]
    public async Task What_a_customer_is_called_is_words_in_both_shapes_of_a_mail()
    {
        const string name = "[win](https://evil.example) *x* www.evil.example & Söhne";
        var start = app.Clock.Now;
        var id = await IdOf(GreetingKind.Birthday);
        var odd = await app.Friend(name, c => c with { Birthday = new(1980, 5, 20) }, Purpose.Care);
        try
        {
            await app.Send(new SwitchGreeting.Command(id, true), "supervisor");
            Assert.Equal([$"Happy birthday, {name}"], await MailsAt(new(2026, 5, 20, 2, 0, 0, TimeSpan.Zero), odd));
            var mail = Assert.Single(await app.MailsTo(odd));
            Assert.Contains(name, mail.TextBody, StringComparison.Ordinal);
            var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.HtmlBody!);
            Assert.Contains(name, html.Body!.TextContent, StringComparison.Ordinal);
            Assert.Empty(html.QuerySelectorAll("em, a[href*=evil]"));
        }
        finally
        {
            app.Clock.Now = start;
            await app.Send(new SwitchGreeting.Command(id, false), "supervisor");
        }
    }

    [Fact]
    public async Task A_festival_reaches_the_levels_it_is_meant_for_and_waits_for_the_rest_period_where_that_is_set()
    {
        var start = app.Clock.Now;
        var id = await IdOf(GreetingKind.Festival, Festival.DragonBoat);
        var (vip, plain) = (await app.Friend("Vip", c => c with { Level = CustomerLevel.Vip }, Purpose.Care), await app.Friend("Plain", null, Purpose.Care));
        try
        {
            var form = await app.Send(new SaveGreeting.Query(id), "supervisor");
            await app.Send(form with { Levels = [CustomerLevel.Vip], On = true, Hour = 10 }, "supervisor");
            app.Clock.Now = new(2026, 6, 17, 3, 0, 0, TimeSpan.Zero);
            await app.Sweep("SendGreetings");
            Assert.Empty(await app.MailsTo(vip));
            await app.Db<CareDb>(async db =>
            {
                db.Greeted.Add(new Greeted(await db.Greetings.Where(g => g.Kind == GreetingKind.Anniversary).Select(g => g.Id).SingleAsync(), 2026, new CustomerFacts(vip, "", "", CustomerKind.Individual, default, null, null, null, null, null, "en", "UTC", Admission.Admitted, null, null, null, default), app.Clock.Now));
                await db.SaveChangesAsync();
            });
            await app.Send(new ChangeTerms.Command { RestDays = 7, GreetingsRest = true }, "supervisor");
            Assert.Empty(await MailsAt(new(2026, 6, 19, 3, 0, 0, TimeSpan.Zero), vip));
            await app.Send(new ChangeTerms.Command { RestDays = 7, Sender = "Team North" }, "supervisor");
            Assert.Single(await MailsAt(new(2026, 6, 19, 4, 0, 0, TimeSpan.Zero), vip));
            Assert.Empty(await app.MailsTo(plain));
            Assert.Equal("Team North", (await app.MailsTo(vip))[0].FromName);
            Assert.Contains("Team North", (await app.MailsTo(vip))[0].TextBody, StringComparison.Ordinal);
        }
        finally
        {
            app.Clock.Now = start;
            await app.Send(new SwitchGreeting.Command(id, false), "supervisor");
            await app.Send(new ChangeTerms.Command { RestDays = 7 }, "supervisor");
        }
    }

    [Fact]
    public async Task The_calendar_tells_the_coming_days_with_how_many()
    {
        var birthday = await IdOf(GreetingKind.Birthday);
        await app.Friend("April One", c => c with { Birthday = new(1985, 4, 1) });
        await app.Friend("April Two", c => c with { Birthday = new(1971, 4, 1) });
        await app.Send(new SwitchGreeting.Command(birthday, true), "supervisor");
        var view = await app.Send(new ReadCareCalendar.Query(), "supervisor");
        Assert.Equal(2, view.Entries.Single(e => e.GreetingId == birthday && e.Day == new DateOnly(2026, 4, 1)).UpTo);
        Assert.Contains(view.Entries, e => e.NameEn == "Qingming" && e.Day == new DateOnly(2026, 4, 5));
        Assert.DoesNotContain(view.Entries, e => e.Day > view.To || e.Day < view.From);
        var supervisor = await app.As("supervisor");
        foreach (var url in new[] { "/care/greetings", "/care/calendar", $"/care/greetings/{birthday}", $"/care/greetings/{birthday}/edit", "/care/greetings/new", "/care/settings" })
            Assert.Equal(HttpStatusCode.OK, (await supervisor.Get(url)).Status);
        Assert.Contains("清明节", (await (await app.As("supervisor", "zh-CN")).Get("/care/calendar")).Html, StringComparison.Ordinal);
        await app.Send(new SwitchGreeting.Command(birthday, false), "supervisor");
    }

    [Fact]
    public async Task A_greeting_of_ones_own_is_written_and_what_is_wrong_is_said_beside_the_field()
    {
        var supervisor = await app.As("supervisor");
        (string, string?)[] good = [("Form.NameEn", "Founding day"), ("Form.NameZh", "司庆"), ("Form.Kind", "OwnDay"), ("Form.Month", "5"), ("Form.Day", "12"), ("Form.SubjectEn", "Our day"), ("Form.SubjectZh", "司庆日"), ("Form.BodyEn", "Dear {{name}}"), ("Form.BodyZh", "{{name}}，您好")];
        var bad = await supervisor.Post("/care/greetings/new", [.. good.Where(f => f.Item1 is not ("Form.BodyEn" or "Form.Day")), ("Form.BodyEn", "Dear {{nobody}}"), ("Form.Day", "12")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Contains("placeholder", bad.ErrorOf("Form.BodyEn"), StringComparison.Ordinal);
        Assert.Equal("Dear {{nobody}}", bad.ValueOf("Form.BodyEn").Trim());
        var noDay = await supervisor.Post("/care/greetings/new", [.. good.Where(f => f.Item1 != "Form.Day"), ("Form.Day", "31"), ("Form.Hour", "99")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, noDay.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post("/care/greetings/new", [.. good.Where(f => f.Item1 != "Form.Month"), ("Form.Month", "13")])).Status);
        var done = await supervisor.Post("/care/greetings/new", good);
        Assert.Equal(HttpStatusCode.Redirect, done.Status);
        var page = await supervisor.Get(done.Location!.ToString());
        Assert.Contains("李女士，您好", page.Html, StringComparison.Ordinal);
        Assert.Contains("Dear Ms Li", page.Html, StringComparison.Ordinal);
        // Writing is one right, sending another.
        var analyst = await app.As("analyst");
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post(done.Location + "/edit", ("Form.NameEn", "Founders' day"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post(done.Location + "/edit", ("Form.On", "true"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post(done.Location!.ToString(), ("on", "true"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/care/greetings")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post("/care/settings", ("Form.RestDays", "-1"))).Status);
        var api = await app.Api("supervisor");
        Assert.Contains("Founders", await api.GetStringAsync("/api/v1/greetings"), StringComparison.Ordinal);
    }
}
