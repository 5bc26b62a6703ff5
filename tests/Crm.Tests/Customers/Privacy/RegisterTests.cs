using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Privacy;

/// <summary>The administrator's side: rights, archive, sharing, incidents, assessments, classes, rules, and the page above them.</summary>
public sealed class RegisterTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name) => app.Send(new RegisterCustomer.Command { Name = name, Emails = [new() { Value = $"{Guid.NewGuid():N}@example.cn" }], AllowDuplicate = true }, "manager");

    Task Sweep(string name) => app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == name).Run(default); return 0; });

    [Fact]
    public async Task A_request_is_due_identified_and_answered()
    {
        var id = await New("查阅人");
        var admin = await app.As("admin");
        var refused = await admin.Post("/privacy/requests/new", ("Form.CustomerId", $"{id}"), ("Form.Kind", "Access"), ("Form.Details", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.Details"));
        Assert.Equal("Access", refused.ValueOf("Form.Kind"));
        var made = await admin.Submit(refused, "/privacy/requests/new", ("Form.Details", "来信索取全部数据"), ("Form.ReceivedOn", "2026-01-02"));
        Assert.True(made.Status == HttpStatusCode.Found, made.Html);
        var url = made.Location!.OriginalString;
        var request = await app.Db<CustomersDb, RightsRequest>(db => db.Rights.SingleAsync(r => r.CustomerId == id));
        Assert.Equal(new DateOnly(2026, 1, 23), request.DueOn); // a Friday, fifteen working days later
        Assert.Contains("查阅人", (await admin.Get("/privacy/requests")).Html, StringComparison.Ordinal);

        var page = await admin.Get(url);
        var early = await admin.Submit(page, url, ("Form.Outcome", "Fulfilled"), ("Form.IdentityHow", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.Status);
        Assert.NotEmpty(early.ErrorOf("Form.IdentityHow"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(page, url, ("Form.IdentityHow", "回拨留存号码"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Submit(page, url, ("Form.IdentityHow", "另一种"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post(url, ("Form.Outcome", "Fulfilled"), ("Form.Note", "已寄出"))).Status);
        Assert.DoesNotContain("查阅人", (await admin.Get("/privacy/requests")).Html, StringComparison.Ordinal);
        Assert.Contains("查阅人", (await admin.Get("/privacy/requests?all=true")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("supervisor")).Get("/privacy/requests")).Status);
    }

    [Fact]
    public void A_refusal_says_why_and_a_closed_one_stays_closed()
    {
        var at = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        var request = new RightsRequest(1, RightsKind.Erasure, "x", new DateOnly(2026, 3, 6), 1, null, at);
        Assert.Equal(new DateOnly(2026, 3, 9), request.DueOn);
        Assert.Throws<RuleException>(() => request.Close(RightsOutcome.Refused, " ", null, at));
        request.Close(RightsOutcome.Refused, "not the person", null, at);
        Assert.Throws<RuleException>(() => request.Identify("card", null, at));
    }

    [Fact]
    public async Task Who_keeps_the_register_is_told_in_time()
    {
        var id = await New("到期人");
        var request = await app.Send(new ReceiveRequest.Command { CustomerId = id, Kind = RightsKind.Correction, Details = "改名", ReceivedOn = DateOnly.FromDateTime(app.Clock.Now.AddDays(-60).UtcDateTime) }, "admin");
        await Sweep("RemindOfRights");
        await Sweep("RemindOfRights");
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Notifications.AnyAsync(n => n.Key == $"rights:{request}:overdue")));
    }

    [Fact]
    public async Task The_archive_holds_every_module_in_two_readings()
    {
        var id = await New("归档客户");
        await app.Send(new SayConsent.Command { Id = id, Purpose = Purpose.Marketing, Given = true, Source = ConsentSource.Paper, Evidence = "归档凭证" }, "manager");
        await app.Send(new Crm.Tickets.Features.Tickets.OpenTicket.Command { CustomerId = id, Type = Contracts.Tickets.TicketType.Inquiry, Channel = Contracts.Tickets.TicketChannel.Web, Priority = Contracts.Tickets.TicketPriority.Normal, Subject = "归档<工单>", Description = "内容" }, "agent");
        await app.Deliver();
        var admin = await app.As("admin");
        var answer = await admin.Submit(await admin.Get($"/customers/{id}/archive"), $"/customers/{id}/archive");
        Assert.Equal("application/zip", answer.Response.Content.Headers.ContentType?.MediaType);
        using var zip = new ZipArchive(await answer.Response.Content.ReadAsStreamAsync());
        var html = await new StreamReader(zip.GetEntry("data.html")!.Open()).ReadToEndAsync();
        Assert.Contains("归档&lt;工单&gt;", html, StringComparison.Ordinal);
        Assert.Contains("归档凭证", html, StringComparison.Ordinal);
        Assert.Contains("@example.cn", html, StringComparison.Ordinal);
        using var json = await JsonDocument.ParseAsync(zip.GetEntry("data.json")!.Open());
        Assert.Contains("归档<工单>", json.RootElement.GetProperty("sections").ToString(), StringComparison.Ordinal);
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "MakeArchive" && a.EntityId == id)));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/customers/{id}/archive")).Status);
    }

    [Theory]
    [InlineData("sharings", "Form.Recipient", "审计所", "Form.What|订单|Form.Recipient|审计所|Form.Why|年审|Form.How|加密邮件|Form.Authority|审计合同第三条|Form.ApproverId|1|Form.From|2026-02-01")]
    [InlineData("incidents", "Form.Title", "误发邮件", "Form.Title|误发邮件|Form.Data|邮箱|Form.FoundAt|2026-02-01")]
    [InlineData("assessments", "Form.Title", "证件核验", "Form.Title|证件核验|Form.Purpose|实名|Form.Necessity|必要|Form.Risks|泄露|Form.Measures|加密|Form.Conclusion|可行|Form.ReviewOn|2027-02-01")]
    public async Task A_register_takes_refuses_and_shows_conflicts(string register, string head, string title, string fields)
    {
        var typed = fields.Split('|').Chunk(2).Select(p => (p[0], (string?)p[1])).ToArray();
        var admin = await app.As("admin");
        var edit = $"/privacy/{register}/edit";
        var refused = await admin.Post(edit, [.. typed.Select(f => f.Item1 == head ? (f.Item1, "") : f)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf(head));
        Assert.True((await admin.Submit(refused, edit, (head, title))).Status == HttpStatusCode.Found);
        var list = await admin.Get($"/privacy/{register}");
        Assert.Contains(title, list.Html, StringComparison.Ordinal);
        var url = list.Document.QuerySelectorAll("a").First(a => a.TextContent == title).GetAttribute("href")!;
        var (mine, theirs) = (await admin.Get(url), await admin.Get(url));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(theirs, url, (head, title + "二"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Submit(mine, url, (head, title + "三"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("supervisor")).Get($"/privacy/{register}")).Status);
        Assert.True((await (await app.Api("admin")).GetFromJsonAsync<JsonElement>($"/api/v1/privacy/{register}")).GetProperty("items").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Too_many_looks_and_too_many_rows_are_an_incident_once()
    {
        var id = await New("被看太多");
        for (var i = 0; i < 21; i++) await app.Send(new RevealData.Command { Id = id, Kind = RevealKind.Contact, Reason = "回拨客户" }, "agent");
        await app.Scope(async s =>
        {
            var db = s.GetRequiredService<CustomersDb>();
            db.Record("ExportRecords", "Customer", null, new { rows = 10_001 });
            await db.SaveChangesAsync();
            return 0;
        }, "supervisor");
        await Sweep("WatchVolumes");
        await Sweep("WatchVolumes");
        var raised = await app.Db<CustomersDb, List<string?>>(db => db.Incidents.Where(i => i.Cause != null).Select(i => i.Cause).ToListAsync());
        Assert.Equal(2, raised.Count);
        Assert.Contains(raised, c => c!.StartsWith("reveals:", StringComparison.Ordinal));
        Assert.Contains(raised, c => c!.StartsWith("exports:", StringComparison.Ordinal));
        var page = await (await app.As("admin")).Get("/privacy");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("/privacy/incidents", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retention_deletes_what_is_over_and_nothing_else()
    {
        var now = app.Clock.Now;
        await app.Db<CustomersDb>(async db =>
        {
            db.Restricted.AddRange(new Restricted(1, "x", "orders", DateOnly.FromDateTime(now.AddDays(-2).UtcDateTime), now), new Restricted(2, "y", "orders", DateOnly.FromDateTime(now.AddDays(9).UtcDateTime), now));
            db.Looks.AddRange(new Look { CustomerId = 1, StaffId = 1, Day = DateOnly.FromDateTime(now.AddMonths(-40).UtcDateTime), Times = 1, LastAt = now }, new Look { CustomerId = 2, StaffId = 1, Day = DateOnly.FromDateTime(now.UtcDateTime), Times = 1, LastAt = now });
            await db.SaveChangesAsync();
        });
        await Sweep("ApplyRetention");
        Assert.Equal([2L], await app.Db<CustomersDb, List<long>>(db => db.Restricted.Where(r => r.CustomerId < 3).Select(r => r.CustomerId).ToListAsync()));
        Assert.Equal([2L], await app.Db<CustomersDb, List<long>>(db => db.Looks.Where(l => l.CustomerId < 3 && l.StaffId == 1).Select(l => l.CustomerId).ToListAsync()));
    }

    [Fact]
    public async Task Mails_and_the_rows_of_imported_files_go_after_the_months_that_are_set()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/privacy/settings", ("Form.MailMonths", "6"), ("Form.ImportMonths", "6"))).Status);
        var now = app.Clock.Now;
        await app.Db<CustomersDb>(async db =>
        {
            foreach (var (key, at) in new[] { ("retention-old", now.AddMonths(-7)), ("retention-new", now.AddMonths(-5)) })
            {
                db.SendMail(key, "test.retention", "someone@example.cn", null, key, key);
                db.Imports.Add(new Crm.Customers.Domain.Import(Crm.Customers.Domain.ImportKind.Customers, "retention.csv", null, at));
                await db.SaveChangesAsync();
                await db.Database.ExecuteSqlAsync($"update platform.mail set sent_at = {at}, due_at = null where key = {key}");
            }
            await db.Database.ExecuteSqlAsync($"insert into customers.import_rows (import_id, line, cells, state) select id, 2, array['张三'], 'created' from customers.imports where file_name = 'retention.csv'");
        });
        await Sweep("ApplyRetention");
        Assert.Equal(["retention-new"], await app.Db<CustomersDb, List<string>>(db => db.Mail.Where(m => m.Purpose == "test.retention").Select(m => m.Key).ToListAsync()));
        Assert.Equal([now.AddMonths(-5)], await app.Db<CustomersDb, List<DateTimeOffset>>(db => db.Imports.Where(i => i.FileName == "retention.csv" && db.ImportRows.Any(r => r.ImportId == i.Id)).Select(i => i.At).ToListAsync()));
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "ApplyRetention")));
        // Empty means for ever.
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/privacy/settings", ("Form.MailMonths", ""), ("Form.ImportMonths", ""))).Status);
        app.Clock.Advance(TimeSpan.FromDays(300));
        try
        {
            await Sweep("ApplyRetention");
            Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.Mail.CountAsync(m => m.Purpose == "test.retention")));
        }
        finally { app.Clock.Advance(TimeSpan.FromDays(-300)); }
    }

    /// <summary>Every rule runs by itself: a sweep that has no time is none.</summary>
    [Fact]
    public void What_keeps_privacy_is_on_the_schedule()
    {
        foreach (var name in new[] { "ApplyRetention", "WatchVolumes", "RemindOfRights" })
        {
            using var scope = app.Services.CreateScope();
            var sweep = scope.ServiceProvider.GetServices<ISweep>().Single(w => w.GetType().Name == name);
            Assert.NotNull(new Quartz.CronExpression(sweep.Cron).GetNextValidTimeAfter(app.Clock.Now));
        }
    }

    [Fact]
    public async Task Classes_are_due_once_a_year()
    {
        var admin = await app.As("admin");
        int Due(Answer page) => page.Document.QuerySelectorAll("tbody .badge").Count(b => b.TextContent.Trim() == "due");
        var before = Due(await admin.Get("/privacy/classes"));
        Assert.True(before > 0);
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(await admin.Get("/privacy/classes"), "/privacy/classes")).Status);
        Assert.InRange(Due(await admin.Get("/privacy/classes")), before - 1, before - 1);
        var figure = (await admin.Get("/privacy")).Document.QuerySelector("a[href='/privacy/classes'], a[href='/privacy/assessments']")!;
        Assert.NotEqual("0", figure.TextContent.Trim());
        app.Clock.Advance(TimeSpan.FromDays(367));
        try { Assert.True(Due(await (await app.As("admin")).Get("/privacy/classes")) >= before); }
        finally { app.Clock.Advance(TimeSpan.FromDays(-367)); }
    }

    [Fact]
    public async Task The_overview_tells_who_looked_and_a_real_export_of_too_many_rows_is_an_incident()
    {
        var id = await New("被看见的人");
        await (await app.As("manager")).Get($"/customers/{id}");
        await New("被导出的人");
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/privacy/settings", ("Form.UnusualRows", "1"))).Status);
        var me = await app.Scope(s => Task.FromResult(s.GetRequiredService<Crm.Platform.Users.CurrentUser>().Id!.Value), "manager");
        await app.Send(new Crm.Customers.Features.Exports.ExportRecords.Command { Format = Crm.Platform.Files.ExportFormat.Csv, Columns = ["number", "name"], Reason = "核对", Inline = true }, "manager");
        await Sweep("WatchVolumes");
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Incidents.AnyAsync(i => i.Cause!.StartsWith($"exports:{me}:"))));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/privacy/settings", ("Form.UnusualRows", "10000"))).Status);
        var name = await app.Scope(s => Task.FromResult(s.GetRequiredService<Crm.Platform.Users.CurrentUser>().Name), "manager");
        var row = (await admin.Get("/privacy")).Document.QuerySelectorAll("table tbody tr").Single(r => r.QuerySelector("td")!.TextContent.Trim() == name);
        Assert.NotEqual("0", row.QuerySelectorAll("td")[1].TextContent.Trim());
    }

    [Fact]
    public async Task Rules_and_classes_are_changed_by_the_administrator_alone()
    {
        var admin = await app.As("admin");
        var refused = await admin.Post("/privacy/settings", ("Form.RevealMinutes", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.RevealMinutes"));
        Assert.True((await admin.Submit(refused, "/privacy/settings", ("Form.RevealMinutes", "5"), ("Form.Marketing", "Contract"))).Status == HttpStatusCode.Found);
        var id = await New("新规则");
        Assert.Contains(id, await app.Scope(s => s.GetRequiredService<IConsents>().Allowing([id], Purpose.Marketing, ConsentChannel.Email, default)));
        var open = await app.Send(new RevealData.Command { Id = id, Kind = RevealKind.Contact, Reason = "回拨客户" }, "agent");
        Assert.Equal(app.Clock.Now.AddMinutes(5), open.Until);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/privacy/settings", ("Form.RevealMinutes", "30"), ("Form.Marketing", "Consent"))).Status);

        var classes = await admin.Get("/privacy/classes");
        Assert.Equal(HttpStatusCode.OK, classes.Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(classes, "/privacy/classes", ("Form.Level", "Sensitive"))).Status);
        Assert.Equal(1, await app.Db<CustomersDb, int>(db => db.DataClasses.CountAsync(c => c.ReviewedOn != null && c.Level == DataLevel.Sensitive)));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("supervisor")).Get("/privacy/settings")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/privacy")).Status);
    }
}
