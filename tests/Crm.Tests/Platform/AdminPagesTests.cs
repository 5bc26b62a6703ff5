using System.Net;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Features.Admin;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Platform;

/// <summary>What an administrator sees of audit trail and events, and can do about them.</summary>
public sealed class AdminPagesTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/outbox")]
    [InlineData("/admin/outbox/retry")]
    [InlineData("/admin/audit")]
    [InlineData("/admin/facts")]
    public async Task They_are_for_those_with_the_right(string url)
    {
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("admin")).Get(url)).Status);
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("admin", "zh-CN")).Get(url)).Status);
        var agent = await (await app.As("agent")).Get(url);
        Assert.True(agent.Status is HttpStatusCode.Forbidden, $"{agent.Status}");
    }

    [Fact]
    public async Task The_audit_trail_shows_who_did_what_before_and_after()
    {
        var id = await app.Send(new Crm.Customers.Features.Customers.RegisterCustomer.Command { Kind = CustomerKind.Organisation, Name = "Audited Ltd" }, "admin");
        var admin = await app.As("admin");
        var page = await admin.Get($"/admin/audit?entity=Customer&id={id}");
        Assert.Contains("Audited Ltd", page.Text(".card-table > tbody"), StringComparison.Ordinal);
        Assert.Contains("RegisterCustomer", page.Text(".card-table > tbody"), StringComparison.Ordinal);
        Assert.Single(page.Document.QuerySelectorAll(".card-table > tbody > tr"));
        Assert.Empty((await admin.Get($"/admin/audit?entity=Customer&id={id}&action=Resolve")).Document.QuerySelectorAll(".card-table > tbody > tr"));
        Assert.Empty((await admin.Get($"/admin/audit?entity=Customer&id={id}&to={app.Clock.Now.AddDays(-2):yyyy-MM-dd}")).Document.QuerySelectorAll(".card-table > tbody > tr"));
        Assert.Single((await admin.Get($"/admin/audit?entity=Customer&id={id}&from={app.Clock.Now.AddDays(-2):yyyy-MM-dd}&to={app.Clock.Now.AddDays(1):yyyy-MM-dd}")).Document.QuerySelectorAll(".card-table > tbody > tr"));
        Assert.Empty((await admin.Get($"/admin/audit?entity=Customer&id={id}&who=%25nobody%25")).Document.QuerySelectorAll(".card-table > tbody > tr"));
    }

    [Fact]
    public async Task The_audit_trail_goes_on_where_the_page_ended()
    {
        await app.Db<PlatformDb>(async db =>
        {
            for (var i = 0; i < 60; i++) db.Record("Paging", "Probe", i);
            await db.SaveChangesAsync();
        });
        var admin = await app.As("admin");
        var first = await admin.Get("/admin/audit?entity=Probe");
        Assert.Equal(50, first.Document.QuerySelectorAll(".card-table > tbody > tr").Length);
        var next = first.Document.QuerySelectorAll("a[href*='after=']")[^1].GetAttribute("href")!;
        Assert.Equal(10, (await admin.Get(next)).Document.QuerySelectorAll(".card-table > tbody > tr").Length);
    }

    [Theory]
    [InlineData("id=x")]
    [InlineData("from=yesterday")]
    [InlineData("after=nonsense")]
    [InlineData("who=%00")]
    [InlineData("to=9999-12-31")]
    [InlineData("from=0001-01-01")]
    public async Task Odd_filters_are_no_fault_of_ours(string query)
    {
        var page = await (await app.As("admin")).Get("/admin/audit?" + query);
        Assert.True((int)page.Status < 500, $"{query}: {page.Status}");
    }

    [Fact]
    public void Values_are_compared_by_name()
    {
        Assert.Equal([new("name", "a", "b")], ListAudit.Compare("""{"name":"a"}""", """{"name":"b"}"""));
        Assert.Equal([new("name", null, "b"), new("tags", null, """["x"]""")], ListAudit.Compare(null, """{"name":"b","tags":["x"]}"""));
        Assert.Equal([new("name", "a", null)], ListAudit.Compare("""{"name":"a"}""", null));
    }

    [Fact]
    public async Task An_event_that_was_given_up_is_shown_with_its_error_and_tried_again_by_hand()
    {
        var id = Guid.CreateVersion7(app.Clock.Now);
        await app.Db<CustomersDb>(async db =>
        {
            db.Outbox.Add(new OutboxRow { Id = id, Type = EventTypes.NameOf(typeof(CustomerChanged)), Payload = """{"customerId":1,"at":"2026-03-04T00:00:00Z"}""", OccurredAt = app.Clock.Now, DueAt = null, Attempts = 10, Error = "System.Exception: the listener's reason" });
            await db.SaveChangesAsync();
        });
        var admin = await app.As("admin");
        var page = await admin.Get("/admin/outbox");
        Assert.Contains("the listener's reason", page.Html.Replace("&#x27;", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Customers.CustomerChanged", page.Html, StringComparison.Ordinal);

        var answer = await admin.Post("/admin/outbox/retry", ("Form.Module", "customers"), ("Form.Id", id.ToString()));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        var row = await app.Db<CustomersDb, OutboxRow>(db => db.Outbox.AsNoTracking().SingleAsync(o => o.Id == id));
        Assert.Equal((0, (DateTimeOffset?)app.Clock.Now), (row.Attempts, row.DueAt));
        await app.Deliver();
        Assert.NotNull((await app.Db<CustomersDb, OutboxRow>(db => db.Outbox.AsNoTracking().SingleAsync(o => o.Id == id))).DoneAt);
        Assert.True(await app.Db<PlatformDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "RetryOutbox")));
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Post("/admin/outbox/retry", ("Form.Module", "customers"), ("Form.Id", id.ToString()))).Status);
    }

    [Fact]
    public async Task All_that_were_given_up_are_tried_again_at_once()
    {
        await app.Db<CustomersDb>(async db =>
        {
            for (var i = 0; i < 3; i++)
                db.Outbox.Add(new OutboxRow { Id = Guid.CreateVersion7(app.Clock.Now), Type = "Nobody.Knows", Payload = "{}", OccurredAt = app.Clock.Now, DueAt = null, Attempts = 10, Error = "x" });
            await db.SaveChangesAsync();
        });
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post("/admin/outbox/retry")).Status);
        Assert.Equal(0, await app.Db<CustomersDb, int>(db => db.Outbox.CountAsync(o => o.DoneAt == null && o.DueAt == null)));
        // Their type is unknown: they fail again, and the page tells so.
        await app.Deliver();
        Assert.Contains("No event is named Nobody.Knows", (await admin.Get("/admin/outbox")).Html, StringComparison.Ordinal);
    }
}
