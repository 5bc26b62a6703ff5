using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Customers.Data;
using Crm.Customers.Features.Customers;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Mail;
using Crm.Platform.Privacy;
using Crm.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Privacy;

/// <summary>What is kept about a customer where nothing can be changed any more is sealed under the customer's key, and gone with it.</summary>
public sealed class SealingTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> New(string name, string phone, string email) =>
        app.Send(new RegisterCustomer.Command { Name = name, Phones = [new() { Value = phone }], Emails = [new() { Value = email }], AllowDuplicate = true }, "manager");

    Task Destroy(long customer) => app.Db<PlatformDb>(db => db.DestroyKeys([customer], default));

    [Fact]
    public async Task The_trail_names_nobody_and_still_tells_who_may_read_it()
    {
        var id = await New("钟离秋水", "16700010001", "qiushui@example.cn");
        var manager = await app.As("manager");
        await manager.Post($"/customers/{id}/edit", ("Form.Name", "钟离春水"), ("Form.Phones[0].Value", "16700010002"));
        var lines = await app.Db<PlatformDb, List<AuditRow>>(db => db.Audit.Where(a => a.SubjectId == id).ToListAsync());
        Assert.Contains(lines, l => l.Entity == "CustomerPoint" && l.Change == "deleted");
        Assert.Contains(lines, l => l.Entity == "Customer" && l.Change == "changed");
        Assert.All(lines, l => Assert.DoesNotContain("钟离", l.Before + l.After, StringComparison.Ordinal));
        Assert.All(lines, l => Assert.DoesNotContain("167000", l.Before + l.After, StringComparison.Ordinal));

        var admin = await app.As("admin");
        var page = await admin.Get($"/admin/audit?entity=Customer&id={id}");
        Assert.Contains("钟离秋水", page.Html, StringComparison.Ordinal);
        Assert.Contains("钟离春水", page.Html, StringComparison.Ordinal);

        await Destroy(id);
        page = await admin.Get($"/admin/audit?entity=Customer&id={id}");
        Assert.DoesNotContain("钟离", page.Html, StringComparison.Ordinal);
        Assert.Contains("EditCustomer", page.Html, StringComparison.Ordinal);
        Assert.Contains("Erased", page.Html, StringComparison.Ordinal);
        Assert.Contains("<dt>Name</dt>", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sealed_anew_for_somebody_who_is_gone()
    {
        var id = await New("令狐无名", "16700010003", "wuming@example.cn");
        await Destroy(id);
        var text = await app.Db<CustomersDb, string>(db => db.Seal(id, "令狐", default));
        Assert.Equal(SubjectKey.Gone, text);
        Assert.Null((await app.Scope(s => s.GetRequiredService<SubjectVault>().Of([id], default))).Open(id, text));
    }

    [Fact]
    public async Task A_mail_lies_sealed_is_sent_open_and_is_not_sent_to_the_forgotten()
    {
        var id = await New("东方既白", "16700010004", "jibai@example.cn");
        Task Send(string key) => app.Db<CustomersDb>(db =>
        {
            db.SendMail(key, "test.mail", "jibai@example.cn", "东方既白", "给东方既白", "东方既白，您好", customerId: id);
            return db.SaveChangesAsync();
        });
        await Send("seal-1");
        var stored = await app.Db<PlatformDb, MailRow>(db => db.Mail.AsNoTracking().SingleAsync(m => m.Key == "seal-1"));
        Assert.All(new[] { stored.ToAddress, stored.ToName!, stored.Subject, stored.TextBody }, t => Assert.True(SubjectKey.IsSealed(t), t));

        var admin = await app.As("admin");
        Assert.Contains("jibai@example.cn", (await admin.Get("/admin/mail")).Html, StringComparison.Ordinal);
        Assert.Contains("东方既白，您好", (await admin.Get($"/admin/mail/{stored.Id}")).Html, StringComparison.Ordinal);
        await app.Services.GetRequiredService<MailSender>().SendDue();
        Assert.Contains("jibai@example.cn", await File.ReadAllTextAsync(Path.Combine(app.DataDir, "mail", $"{stored.Id:D8}.eml")), StringComparison.Ordinal);

        await Send("seal-2");
        await Destroy(id);
        await app.Services.GetRequiredService<MailSender>().SendDue();
        var unsent = await app.Db<PlatformDb, MailRow>(db => db.Mail.AsNoTracking().SingleAsync(m => m.Key == "seal-2"));
        Assert.Equal((null, null), (unsent.SentAt, unsent.DueAt));
        Assert.DoesNotContain("jibai@example.cn", (await admin.Get("/admin/mail")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await admin.Get($"/admin/mail/{stored.Id}")).Status);
    }

    [Fact]
    public async Task A_notice_lies_sealed_and_is_read_open()
    {
        var id = await New("西门吹雪", "16700010005", "chuixue@example.cn");
        var manager = await app.As("manager");
        var me = await app.Scope(s => Task.FromResult(s.GetRequiredService<Crm.Platform.Users.CurrentUser>().Id!.Value), "manager");
        await app.Db<CustomersDb>(db =>
        {
            db.NotifyAbout(id, me, "seal-notice", "checklist", "/todos", "customers.todo.told.today", "打电话", "西门吹雪");
            return db.SaveChangesAsync();
        });
        var args = await app.Db<PlatformDb, string[]>(db => db.Notifications.Where(n => n.Key == "seal-notice").Select(n => n.Args).SingleAsync());
        Assert.All(args, a => Assert.True(SubjectKey.IsSealed(a)));
        Assert.Contains("西门吹雪", (await manager.Get("/notifications")).Html, StringComparison.Ordinal);
        await Destroy(id);
        Assert.DoesNotContain("西门吹雪", (await manager.Get("/notifications")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_answer_is_sealed_replayed_and_gone_with_the_key()
    {
        var api = await app.Api("supervisor");
        async Task<HttpResponseMessage> Post()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/customers") { Content = JsonContent.Create(new { name = "公孙止水", emails = new[] { new { value = "zhishui@example.cn" } } }) };
            request.Headers.Add("Idempotency-Key", "seal-answer");
            return await api.SendAsync(request);
        }
        var first = await Post();
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        var id = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        var kept = await app.Db<PlatformDb, IdempotencyRow>(db => db.Idempotency.AsNoTracking().SingleAsync(i => i.Key == "seal-answer"));
        Assert.Equal([id], kept.Subjects);
        Assert.True(SubjectKey.IsSealed(kept.Body));

        var again = await Post();
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        await Destroy(id);
        again = await Post();
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal("", await again.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_new_master_key_takes_over_and_the_old_one_is_needed_no_more()
    {
        static string Fresh() => Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        MasterKey Master(string? key, params string[] former) => new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Crm:MasterKey"] = key, ["Crm:FormerMasterKeys"] = string.Join(' ', former) }).Build(),
            app.Services.GetRequiredService<IDataProtectionProvider>());
        var (one, two) = (Fresh(), Fresh());
        var id = await New("南宫望月", "16700010006", "wangyue@example.cn");
        var text = await app.Db<CustomersDb, string>(db => db.Seal(id, "望月", default));
        async Task<string?> Read(MasterKey master) => (await app.Db<PlatformDb, Opener>(db => new SubjectVault(db, master).Of([id], default))).Open(id, text);
        Task Rewrap(MasterKey master) => app.Db<PlatformDb>(db => new RewrapKeys(db, master).Run(default));

        Assert.Equal("望月", await Read(Master(null)));
        Assert.Equal("望月", await Read(Master(one)));
        await Rewrap(Master(one));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Read(Master(two)));
        Assert.Equal("望月", await Read(Master(two, one)));
        await Rewrap(Master(two, one));
        Assert.Equal("望月", await Read(Master(two)));
        await Destroy(id);
        await Rewrap(Master(two));
        Assert.Null(await Read(Master(two)));
        Assert.Throws<InvalidOperationException>(() => Master("short"));
        // The other tests read with the installation's own.
        await Rewrap(Master(null, one, two));
    }
}
