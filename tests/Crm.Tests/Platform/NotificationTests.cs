using System.Net;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Users;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

public sealed class NotificationTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task The_bell_counts_and_opening_reads()
    {
        var agent = await app.As("agent");
        var me = await IdOf("agent");
        await Notify(me, "one", "/profile");
        await Notify(me, "two", "/notifications?unread=true");
        Assert.Contains("2", (await agent.Get("/notifications/count", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Equal(2, (await agent.Get("/notifications/bell", htmx: true)).Document.QuerySelectorAll("form").Length);

        var list = await agent.Get("/notifications");
        Assert.Contains("Done: one", list.Html, StringComparison.Ordinal);
        Assert.Empty(list.Document.QuerySelectorAll("a[rel=next]")); // two fit on one page
        var id = await app.Db<PlatformDb, long>(db => db.Notifications.Where(n => n.StaffId == me && n.Key == "two").Select(n => n.Id).SingleAsync());
        var opened = await agent.Submit(list, $"/notifications/{id}/open");
        Assert.Equal((HttpStatusCode.Redirect, "/notifications?unread=true"), (opened.Status, opened.Location?.OriginalString));
        Assert.Contains("1", (await agent.Get("/notifications/count", htmx: true)).Html, StringComparison.Ordinal);

        await agent.Post("/notifications/read");
        Assert.DoesNotContain("badge", (await agent.Get("/notifications/count", htmx: true)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_opens_those_of_others()
    {
        await Notify(await IdOf("manager"), "private", "/profile");
        var id = await app.Db<PlatformDb, long>(db => db.Notifications.Where(n => n.Key == "private").Select(n => n.Id).SingleAsync());
        var analyst = await app.As("analyst");
        Assert.DoesNotContain("private", (await analyst.Get("/notifications")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Post($"/notifications/{id}/open")).Status);
        Assert.Null(await app.Db<PlatformDb, DateTimeOffset?>(db => db.Notifications.Where(n => n.Id == id).Select(n => n.ReadAt).SingleAsync()));
    }

    async Task<long> IdOf(string person) => (await app.Scope(s => Task.FromResult(s.GetRequiredService<CurrentUser>().Id), person))!.Value;

    Task Notify(long staff, string what, string url) => app.Db<PlatformDb>(async db =>
    {
        db.Notify(staff, what, "bell", url, "jobs.notice.done", what);
        await db.SaveChangesAsync();
    });
}

public sealed class DigestTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Once_a_day_what_is_unread_in_the_readers_language()
    {
        app.Clock.Now = new(2026, 3, 4, 0, 30, 0, TimeSpan.Zero); // 08:30 in Shanghai
        await Notify(2, "a");
        await Notify(2, "b");
        await Notify(3, "a");
        await app.Query<long>($"update platform.notifications set read_at = now() where staff_id = 3 returning id as \"Value\"");
        await Sweep();
        Assert.Empty(await Mails());

        app.Clock.Now = new(2026, 3, 4, 1, 5, 0, TimeSpan.Zero); // 09:05
        await Sweep();
        await Sweep();
        var mail = Assert.Single(await Mails());
        Assert.Equal(("p2@example.test", "您有 2 条未读通知"), (mail.ToAddress, mail.Subject));
        Assert.Contains("已完成：a", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("<b>", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", mail.HtmlBody, StringComparison.Ordinal);

        await Notify(2, "c");
        app.Clock.Advance(TimeSpan.FromHours(5));
        await Sweep();
        Assert.Single(await Mails()); // tomorrow
        app.Clock.Advance(TimeSpan.FromHours(20));
        await Sweep();
        Assert.Equal("您有 1 条未读通知", (await Mails())[^1].Subject);
    }

    Task Sweep() => app.Services.GetRequiredService<SweepRunner>().Run("platform.SendDigest", default);

    Task<List<MailRow>> Mails() => app.Db(db => db.Mail.AsNoTracking().OrderBy(m => m.Id).ToListAsync());

    Task<int> Notify(long staff, string what) => app.Db(db =>
    {
        db.Notify(staff, what, "bell", "/x?a=1&b=2", "jobs.notice.done", what == "b" ? "<b>" : what);
        return db.SaveChangesAsync();
    });
}
