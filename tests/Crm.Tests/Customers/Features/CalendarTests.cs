using System.Net;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Calendar;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.ToDos;
using Crm.Staff.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Customers.Features;

/// <summary>The reader's own calendar, as a page and as a link for calendar programs.</summary>
public sealed class CalendarTests(CrmApp app) : IClassFixture<CrmApp>
{
    // The clock stands on Wednesday, 4 March 2026, 10:00 in Shanghai.

    Task<long> Customer(string name, string @as = "manager") => app.Send(new RegisterCustomer.Command { Name = name, Kind = CustomerKind.Individual, AllowDuplicate = true }, @as);

    Task<long> ToDo(long customer, string what, DateTimeOffset due, string @as = "manager") => app.Send(new AddToDo.Command { CustomerId = customer, What = what, DueAt = due }, @as);

    [Fact]
    public async Task The_month_shows_what_is_ones_own_on_its_day_and_leads_there()
    {
        var customer = await Customer("郭靖");
        var toDo = await ToDo(customer, "寄出报价", new(2026, 3, 20, 16, 30, 0, TimeSpan.Zero)); // half past midnight of the 21st in Shanghai
        var late = await ToDo(customer, "overdue thing", new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
        await ToDo(await Customer("黄蓉", "supervisor"), "somebody else's", new(2026, 3, 20, 1, 0, 0, TimeSpan.Zero), "supervisor");
        var talk = await app.Send(new LogInteraction.Command { CustomerId = customer, Type = InteractionType.Visit, Summary = "Saw the plant", At = new(2026, 3, 3, 1, 0, 0, TimeSpan.Zero) }, "manager");
        await app.Db<CustomersDb>(db => db.Database.ExecuteSqlRawAsync("update customers.customers set last_reviewed_at = '2025-12-25T02:00:00Z' where id = {0}", customer));

        var manager = await app.As("manager");
        var page = await manager.Get("/calendar");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("March 2026", page.Text(".page-pretitle"));
        string Cell(string day) => page.Document.QuerySelectorAll("td").Single(c => c.QuerySelector($"a[href$='on={day}']") is not null).InnerHtml;
        Assert.Contains($"/todos/{toDo}/close", Cell("2026-03-21"));
        Assert.Contains("00:30", Cell("2026-03-21"));
        Assert.Contains($"/interactions/{talk}", Cell("2026-03-03"));
        Assert.Contains($"/customers/{customer}/review", Cell("2026-03-25"));
        Assert.Contains("(overdue)", Cell("2026-03-02"));
        Assert.Contains($"/todos/{late}/close", Cell("2026-03-02"));
        Assert.DoesNotContain("somebody else", page.Html);
        Assert.Single(page.Document.QuerySelectorAll("[aria-current=date]"));

        var week = await manager.Get("/calendar?view=week&on=2026-03-21");
        Assert.Equal(7, week.Document.QuerySelectorAll("thead th").Length);
        Assert.Contains("2026-03-16 to 2026-03-22", week.Text(".page-pretitle"));
        Assert.Contains("寄出报价", week.Html);
        Assert.DoesNotContain("Saw the plant", week.Html);
        Assert.Contains("/calendar?view=week&amp;on=2026-03-28", week.Html);
        Assert.Contains("没有安排", (await (await app.As("analyst", "zh-CN")).Get("/calendar?view=week&on=2031-01-01")).Html);
    }

    [Theory]
    [InlineData("/calendar?on=nonsense"), InlineData("/calendar?view=year"), InlineData("/calendar?on=0001-01-01"), InlineData("/calendar?on=9999-12-31")]
    public async Task A_broken_address_breaks_nothing(string url)
    {
        var answer = await (await app.As("agent")).Get(url);
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Redirect, $"{answer.Status}");
    }

    [Fact]
    public async Task A_day_with_more_than_fits_says_so()
    {
        var customer = await Customer("洪七公", "supervisor");
        for (var i = 0; i < 6; i++) await ToDo(customer, $"dish {i}", new(2026, 4, 10, 2, 0, 0, TimeSpan.Zero), "supervisor");
        var page = await (await app.As("supervisor")).Get("/calendar?on=2026-04-01");
        Assert.Contains("2 more", page.Text("td a.small[href*='view=week']:not(.calendar-entry)"));
    }

    [Fact]
    public async Task Nobody_reads_it_without_signing_in() =>
        Assert.Equal(HttpStatusCode.Redirect, (await app.Anonymous().Get("/calendar")).Status);

    [Fact]
    public async Task The_link_is_shown_once_kept_as_a_hash_and_holds_only_its_owners_things()
    {
        var customer = await Customer("杨过");
        var toDo = await ToDo(customer, "Call, then; write", new(2026, 3, 6, 1, 0, 0, TimeSpan.Zero));
        await ToDo(await Customer("小龙女", "supervisor"), "not for the manager", new(2026, 3, 6, 1, 0, 0, TimeSpan.Zero), "supervisor");
        var manager = await app.As("manager");
        var path = await NewLink(manager);
        Assert.DoesNotContain(path, (await manager.Get("/calendar/feed")).Html);
        var secret = path.Split('/')[^1][..^4];
        Assert.Equal([CalendarFeed.HashOf(secret)], await app.Db<CustomersDb, List<byte[]>>(db => db.CalendarFeeds.Where(f => f.RevokedAt == null).Select(f => f.Hash).ToListAsync()));
        Assert.DoesNotContain(await app.Db<CustomersDb, List<string?>>(db => db.Audit.Where(a => a.Entity == nameof(CalendarFeed)).Select(a => a.After).ToListAsync()), after => after!.Contains(secret) || after.Contains("hash", StringComparison.OrdinalIgnoreCase));

        var answer = await app.Client().GetAsync(path);
        Assert.Equal("text/calendar; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var text = (await answer.Content.ReadAsStringAsync()).Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains($"UID:todo-{toDo}@127.0.0.1\r\n", text);
        Assert.Contains(@"SUMMARY:☐ Call\, then\; write · 杨过", text);
        Assert.Contains("DTSTART:20260306T010000Z", text);
        Assert.Contains($"URL:http://127.0.0.1:5080/todos/{toDo}/close", text);
        Assert.DoesNotContain("not for the manager", text);

        // A new link ends the old one; revoking ends all.
        var form = await manager.Get("/calendar/feed");
        var second = new Uri((await manager.Submit(form, "/calendar/feed")).Text("#feed")).PathAndQuery;
        Assert.Equal("/calendar/feed", (await manager.Submit(form, "/calendar/feed")).Location?.OriginalString); // sent twice, made once
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client().GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Client().GetAsync(second)).StatusCode);
        Assert.Contains("last read", (await manager.Get("/calendar/feed")).Html);
        Assert.Equal(HttpStatusCode.Redirect, (await manager.Post("/calendar/feed/revoke")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client().GetAsync(second)).StatusCode);
    }

    [Fact]
    public async Task Whoever_has_left_is_read_by_nobody_and_guessing_is_slow()
    {
        var path = await NewLink(await app.As("zheng.kai"));
        Assert.Equal(HttpStatusCode.OK, (await app.Client().GetAsync(path)).StatusCode);
        await app.Db<StaffDb>(async db =>
        {
            var member = await db.Members.SingleAsync(m => m.Email == "zheng.kai@demo.test");
            db.Entry(member).Property(m => m.DeactivatedAt).CurrentValue = app.Clock.Now;
            await db.SaveChangesAsync();
        });
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client().GetAsync(path)).StatusCode);

        HttpResponseMessage last;
        var asked = 0;
        do last = await app.Client().GetAsync($"/calendar/feed/{CalendarFeed.NewSecret()}.ics"); while (last.StatusCode == HttpStatusCode.NotFound && ++asked < 200);
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.InRange(last.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.True(asked <= CalendarFeeds.PerMinute);
    }

    static async Task<string> NewLink(Browser browser)
    {
        var made = await browser.Post("/calendar/feed");
        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Contains("no-store", made.Response.Headers.CacheControl!.ToString());
        return new Uri(made.Text("#feed")).PathAndQuery;
    }
}
