using System.Net;
using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Mail;
using Crm.Platform.Users;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

public sealed class OperatingPagesTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("/admin/mail")]
    [InlineData("/admin/sweeps")]
    public async Task Are_for_those_who_operate_the_system(string url)
    {
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("admin")).Get(url)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get(url)).Status);
    }

    [Fact]
    public async Task A_mail_is_read_unless_secret_and_sent_again()
    {
        await app.Db<PlatformDb>(async db =>
        {
            db.SendMail("page-1", "test.plain", "a, b", null, "Plain mail", "Words <b>to</b> read");
            db.SendMail("page-2", "test.secret", "zhang@example.test", null, "Secret mail", "https://crm/reset/abc", secret: true);
            await db.SaveChangesAsync();
        });
        var (plain, secret) = (await MailId("page-1"), await MailId("page-2"));
        var admin = await app.As("admin");
        Assert.Contains("Words &lt;b&gt;to&lt;/b&gt; read", (await admin.Get($"/admin/mail/{plain}")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("reset/abc", (await admin.Get($"/admin/mail/{secret}")).Html, StringComparison.Ordinal);

        await app.Services.GetRequiredService<MailSender>().SendDue();
        var failed = await admin.Get("/admin/mail?State=Failed");
        Assert.Contains("Plain mail", failed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret mail", failed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Plain mail", (await admin.Get("/admin/mail?Purpose=test.secret")).Html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Redirect, (await admin.Post($"/admin/mail/{plain}/retry")).Status);
        Assert.Contains("Plain mail", (await admin.Get("/admin/mail?State=Waiting")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"/admin/mail/{secret}/retry")).Status); // it has gone out
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Get("/admin/mail/999999")).Status);
    }

    [Fact]
    public async Task What_a_mail_is_for_is_said_in_words()
    {
        await app.Db<PlatformDb>(async db =>
        {
            db.SendMail("page-3", "survey.invitation", "a@example.test", null, "Worded mail", "Words");
            await db.SaveChangesAsync();
        });
        foreach (var (language, words) in new[] { ("en", "Survey invitation"), ("zh-CN", "问卷邀请") })
        {
            var admin = await app.As("admin", language);
            var list = await admin.Get("/admin/mail?Purpose=survey.invitation");
            Assert.Equal(words, list.Text("option[value='survey.invitation']"));
            Assert.Contains(words, list.Text("table tbody"), StringComparison.Ordinal);
            Assert.Contains(words, (await admin.Get($"/admin/mail/{await MailId("page-3")}")).Text("dl"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sweep_is_run_by_hand_as_a_job_that_can_be_watched()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/admin/sweeps/run", ("Form.Name", "no.such"))).Status);
        var started = await admin.Post("/admin/sweeps/run", ("Form.Name", "platform.SweepFiles"));
        Assert.Equal(HttpStatusCode.Redirect, started.Status);
        var url = started.Location!.OriginalString;
        Assert.Contains("hx-get", (await admin.Get(url, htmx: true)).Html, StringComparison.Ordinal); // asks again while it is open
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("agent")).Get(url)).Status);

        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
        var over = await admin.Get(url, htmx: true);
        Assert.DoesNotContain("hx-get", over.Html, StringComparison.Ordinal);
        Assert.Contains("/admin/sweeps", over.Html, StringComparison.Ordinal);
        Assert.Contains("platform.SweepFiles", (await admin.Get("/admin/sweeps")).Html, StringComparison.Ordinal);
        Assert.NotNull(await app.Db<PlatformDb, DateTimeOffset?>(db => db.Sweeps.Where(s => s.Name == "platform.SweepFiles").Select(s => s.SucceededAt).SingleAsync()));
    }

    [Fact]
    public async Task The_file_of_a_job_is_for_whoever_may_see_the_job()
    {
        var me = (await app.Scope(s => Task.FromResult(s.GetRequiredService<CurrentUser>().Id), "agent"))!.Value;
        var file = await app.Scope(s => s.GetRequiredService<IFiles>().Save(new MemoryStream(Encoding.UTF8.GetBytes("a,b\n")), "导出.csv", default, app.Clock.Now.AddDays(7)));
        var id = await app.Db<PlatformDb, long>(async db =>
        {
            var job = new JobRow { Kind = "x", Title = "jobs.title", StaffId = me, Args = "{}", State = JobState.Succeeded, CreatedAt = app.Clock.Now, Result = $$"""{"fileId":"{{file.Id}}"}""" };
            db.Jobs.Add(job);
            await db.SaveChangesAsync();
            return job.Id;
        });
        var agent = await app.As("agent");
        Assert.Contains($"/jobs/{id}/file", (await agent.Get($"/jobs/{id}")).Html, StringComparison.Ordinal);
        Assert.Contains($"/jobs/{id}", (await agent.Get("/jobs")).Html, StringComparison.Ordinal);
        var answer = await agent.Http.GetAsync($"/jobs/{id}/file");
        Assert.Equal("a,b\n", await answer.Content.ReadAsStringAsync());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("analyst")).Http.GetAsync($"/jobs/{id}/file")).StatusCode);
    }

    Task<long> MailId(string key) => app.Db<PlatformDb, long>(db => db.Mail.Where(m => m.Key == key).Select(m => m.Id).SingleAsync());
}
