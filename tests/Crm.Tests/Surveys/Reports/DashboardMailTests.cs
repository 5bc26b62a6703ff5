using System.Net;
using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.DashboardMails;
using Crm.Tests.Platform;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Tests.Surveys.Reports.ReportsWorld;

namespace Crm.Tests.Surveys.Reports;

/// <summary>Figures by mail.</summary>
public sealed class DashboardMailTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<List<MailRow>> Mails() => app.Db<PlatformDb, List<MailRow>>(db => db.Mail.AsNoTracking().Where(m => m.Purpose == "surveys.dashboard").OrderBy(m => m.Id).ToListAsync());

    Task Sweep() => app.Services.GetRequiredService<SweepRunner>().Run<SendDashboards>();

    [Fact]
    public async Task Each_reader_gets_one_mail_a_period_of_what_they_may_see_in_their_language()
    {
        app.Clock.Now = new(2026, 7, 30, 2, 0, 0, TimeSpan.Zero);
        var (mine, theirs) = (await app.Team("complaints"), await app.Team("accounts"));
        await app.Answered([.. Enumerable.Range(0, 6).Select(i => new Scored(app.Clock.Now.AddHours(-i)) { Answers = Sheet(5, 10), Team = mine }), .. Enumerable.Range(0, 4).Select(i => new Scored(app.Clock.Now.AddHours(-i)) { Answers = Sheet(2, 2), Team = theirs })]);
        var (analyst, supervisor) = (await app.Person("analyst"), await app.Person("supervisor"));
        await app.Db<Crm.Staff.Data.StaffDb>(db => db.Database.ExecuteSqlAsync($"update staff.members set language = case when id = {analyst} then 'zh-CN' else 'en' end where id in ({analyst}, {supervisor})"));
        app.Services.GetRequiredService<Crm.Staff.Features.Access.StaffCache>().Drop();
        var id = await app.Send(new KeepDashboardMail.Command { Pace = MailPace.Monthly, Readers = [analyst, supervisor] }, "analyst");

        await Sweep(); // June had ended before this was planned
        Assert.Empty(await Mails());
        app.Clock.Now = new(2026, 7, 31, 22, 30, 0, TimeSpan.Zero); // half past six on the first of August
        await Sweep();
        Assert.Empty(await Mails());
        app.Clock.Now = new(2026, 7, 31, 23, 30, 0, TimeSpan.Zero);
        await Sweep();
        var mails = await Mails();
        Assert.Equal(2, mails.Count);
        mails = [.. mails.OrderBy(m => m.ToAddress, StringComparer.Ordinal)]; // analyst@, supervisor@
        Assert.Contains("满意度看板", mails[0].Subject, StringComparison.Ordinal);
        Assert.Contains("60.0 %", mails[0].TextBody, StringComparison.Ordinal);
        Assert.Contains("Satisfaction", mails[1].Subject, StringComparison.Ordinal);
        Assert.Contains("100.0 %", mails[1].TextBody, StringComparison.Ordinal);
        var file = await app.Scope(async s =>
        {
            await using var open = (await s.GetRequiredService<IFiles>().Open(mails[0].AttachmentId!.Value, default))!;
            using var bytes = new MemoryStream();
            await open.Content.CopyToAsync(bytes);
            return bytes.ToArray();
        });
        Assert.Contains("满意度看板", PdfTests.Pdf.Read(file).Text(0), StringComparison.Ordinal);

        // Again, and after a stop in the middle: nobody gets it twice.
        await Sweep();
        await app.Db<SurveysDb>(db => db.Database.ExecuteSqlAsync($"update surveys.dashboard_mails set sent_for = null where id = {id}"));
        app.Clock.Advance(TimeSpan.FromDays(3));
        await Sweep();
        Assert.Equal(2, (await Mails()).Count);
        app.Clock.Now = new(2026, 9, 1, 2, 0, 0, TimeSpan.Zero); // nothing was asked or said in August
        await Sweep();
        Assert.Equal(2, (await Mails()).Count);
    }

    [Fact]
    public async Task They_are_planned_changed_and_removed_on_a_page()
    {
        var analyst = await app.As("analyst");
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get("/surveys/dashboard/mails")).Status);
        var me = await app.Person("analyst");
        var bad = await analyst.Post("/surveys/dashboard/mails/new", ("Form.Readers", null), ("Form.Region", new string('x', 300)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.Readers"));
        Assert.Equal(new string('x', 300), bad.ValueOf("Form.Region"));
        var stranger = await analyst.Post("/surveys/dashboard/mails/new", ("Form.Readers", $"{await app.Person("agent")}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stranger.Status);
        Assert.Contains("who may read results", stranger.Html);
        var made = await analyst.Post("/surveys/dashboard/mails/new", ("Form.Readers", $"{me}"), ("Form.Pace", "Weekly"), ("Form.Region", "华东"));
        Assert.Equal(HttpStatusCode.Redirect, made.Status);
        var id = await app.Db<SurveysDb, long>(db => db.DashboardMails.Where(m => m.Region == "华东").Select(m => m.Id).SingleAsync());
        var list = await analyst.Get("/surveys/dashboard/mails");
        Assert.Contains("Every week", list.Text("main"));
        Assert.Contains("华东", list.Text("main"));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"/surveys/dashboard/mails/{id}", ("Form.Pace", "Monthly"))).Status);
        Assert.Equal(MailPace.Monthly, await app.Db<SurveysDb, MailPace>(db => db.DashboardMails.Where(m => m.Id == id).Select(m => m.Pace).SingleAsync()));
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get("/surveys/dashboard/mails/999999")).Status);
        Assert.NotEmpty((await analyst.Get("/surveys/dashboard/mails")).Document.QuerySelectorAll($"form[action='/surveys/dashboard/mails/{id}/remove']"));

        // Who plans mails, too, leaves those of others alone.
        var supervisor = await app.As("supervisor");
        var seen = await supervisor.Get("/surveys/dashboard/mails");
        Assert.Contains("华东", seen.Text("main"));
        Assert.Empty(seen.Document.QuerySelectorAll($"[href='/surveys/dashboard/mails/{id}'], form[action='/surveys/dashboard/mails/{id}/remove']"));
        var form = await supervisor.Get("/surveys/dashboard/mails/new");
        foreach (var refused in new[] { await supervisor.Get($"/surveys/dashboard/mails/{id}"), await supervisor.Submit(form, $"/surveys/dashboard/mails/{id}", ("Form.Pace", "Weekly")), await supervisor.Submit(form, $"/surveys/dashboard/mails/{id}/remove", ("Form.Pace", "Weekly")) })
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.Contains("planned by somebody else", refused.Html);
        }
        Assert.Equal(MailPace.Monthly, await app.Db<SurveysDb, MailPace>(db => db.DashboardMails.Where(m => m.Id == id).Select(m => m.Pace).SingleAsync()));

        // Who operates the system may, once whoever planned it has gone.
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.OK, (await admin.Get($"/surveys/dashboard/mails/{id}")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.Submit(await admin.Get("/surveys/dashboard/mails"), $"/surveys/dashboard/mails/{id}/remove")).Status);
        Assert.False(await app.Db<SurveysDb, bool>(db => db.DashboardMails.AnyAsync(m => m.Id == id)));
    }
}
