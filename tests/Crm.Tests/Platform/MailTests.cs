using System.Text;
using System.Text.RegularExpressions;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Mail;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

public sealed partial class MailTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Without_a_server_it_becomes_a_file_any_mail_program_opens()
    {
        await Queue("k1", subject: "您的工单 T000001 已解决", text: "您好，张三", html: "<p>您好，<b>张三</b></p>", name: "张三");
        Assert.Equal(1, await Sender.SendDue());
        var eml = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(app.DataDir, "mail"), "*.eml")));
        Assert.Contains("multipart/alternative", eml, StringComparison.Ordinal);
        Assert.Contains("text/plain; charset=utf-8", eml, StringComparison.Ordinal);
        Assert.Contains("text/html; charset=utf-8", eml, StringComparison.Ordinal);
        Assert.Equal("您的工单 T000001 已解决", Decoded(eml, "Subject"));
        Assert.Contains("zhang@example.test", eml, StringComparison.Ordinal);
        Assert.DoesNotContain(eml.Split("\r\n\r\n")[0], c => c > 127); // headers are ASCII
        Assert.Contains(Encoded().Matches(eml), m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Value.ReplaceLineEndings(""))).Contains("您好，张三", StringComparison.Ordinal));
        var row = await Row();
        Assert.NotNull(row.SentAt);
        Assert.Contains(row.MessageId!, eml, StringComparison.Ordinal);
        Assert.Equal(0, await Sender.SendDue());
    }

    [Fact]
    public async Task Through_a_server()
    {
        await using var server = new MailCatcher();
        await Queue("k1", subject: "Hello");
        Assert.Equal(1, await SenderTo(server.Port).SendDue());
        var mail = Assert.Single(server.Mails);
        Assert.Contains("Subject: Hello", mail, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hi\r\nBcc: thief@example.test", "Zhang", "zhang@example.test")]
    [InlineData("Hi", "Zhang\r\nBcc: thief@example.test", "zhang@example.test")]
    public async Task A_line_break_starts_no_header(string subject, string name, string to)
    {
        await using var server = new MailCatcher();
        await Queue("k1", subject: subject, name: name, to: to);
        await SenderTo(server.Port).SendDue();
        Assert.DoesNotMatch("(?im)^bcc:", Assert.Single(server.Mails));
    }

    [Theory]
    [InlineData("zhang@example.test, thief@example.test")]
    [InlineData("zhang@example.test\r\nRCPT TO:<thief@example.test>")]
    [InlineData("nobody")]
    public async Task What_is_not_one_address_is_given_up_at_once(string to)
    {
        await Queue("k1", to: to);
        await Sender.SendDue();
        var row = await Row();
        Assert.Equal((null, null, 1), (row.SentAt, row.DueAt, row.Attempts));
    }

    [Fact]
    public async Task A_server_that_is_away_is_asked_again_ever_later_and_then_a_person()
    {
        await Queue("k1");
        var sender = SenderTo(1); // nobody listens there
        for (var n = 1; n < MailSender.MaxAttempts; n++)
        {
            Assert.Equal(1, await sender.SendDue());
            Assert.Equal(app.Clock.Now.AddMinutes(Math.Pow(2, n)), (await Row()).DueAt);
            app.Clock.Advance(TimeSpan.FromMinutes(Math.Pow(2, n)));
        }
        await sender.SendDue();
        var row = await Row();
        Assert.Equal((null, null, 10), (row.SentAt, row.DueAt, row.Attempts));
        Assert.NotNull(row.Error);
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_not_tried_again()
    {
        await using var server = new MailCatcher();
        server.Answers["RCPT"] = "550 no such mailbox";
        await Queue("k1");
        await SenderTo(server.Port).SendDue();
        var row = await Row();
        Assert.Equal((null, 1), (row.DueAt, row.Attempts));
    }

    [Fact]
    public async Task The_same_key_is_sent_once_and_harms_no_other_change()
    {
        await Queue("k1", subject: "first");
        await app.Db(async db =>
        {
            db.Rows.Add(new ProbeRow { Name = "beside" });
            db.SendMail("k1", "test", "zhang@example.test", null, "second", "text");
            db.SendMail("k2", "test", "zhang@example.test", null, "third", "text");
            await db.SaveChangesAsync();
        });
        Assert.Single(await app.Rows("beside"));
        Assert.Equal(["first", "third"], await app.Db(db => db.Mail.OrderBy(m => m.Id).Select(m => m.Subject).ToListAsync()));
    }

    [Fact]
    public async Task A_secret_text_is_wiped_once_sent()
    {
        await Queue("k1", text: "https://crm/reset/abc", html: "<a>abc</a>", secret: true);
        await Sender.SendDue();
        var row = await Row();
        Assert.NotNull(row.SentAt);
        Assert.Equal(("", null), (row.TextBody, row.HtmlBody));
    }

    [Fact]
    public async Task Several_leave_over_one_line()
    {
        await using var server = new MailCatcher();
        for (var n = 0; n < 4; n++) await Queue($"k{n}");
        await SenderTo(server.Port).SendDue();
        Assert.Equal(4, server.Mails.Count);
        Assert.Single(server.Said, s => s.StartsWith("EHLO", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_is_refused_holds_up_nobody_behind_it()
    {
        await using var server = new MailCatcher();
        await Queue("k1", to: "nobody");
        await Queue("k2");
        await SenderTo(server.Port).SendDue();
        Assert.Single(server.Mails);
        Assert.Equal([false, true], await app.Db(db => db.Mail.OrderBy(m => m.Id).Select(m => m.SentAt != null).ToListAsync()));
    }

    [Fact]
    public async Task One_that_cannot_be_opened_waits_and_holds_up_nobody_behind_it()
    {
        await using var server = new MailCatcher();
        await Queue("k1", customer: 5);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await Queue("k2");
        await app.Db(db => db.Database.ExecuteSqlAsync($"update platform.subject_keys set master = 'lost' where subject_id = 5"));
        await SenderTo(server.Port).SendDue();
        Assert.Single(server.Mails);
        var rows = await app.Db(db => db.Mail.OrderBy(m => m.Id).ToListAsync());
        Assert.Equal([(false, 1), (true, 0)], rows.ConvertAll(m => (m.SentAt != null, m.Attempts)));
        Assert.Equal(app.Clock.Now.AddMinutes(2), rows[0].DueAt);
    }

    [Theory]
    [InlineData("421 one mail a line")]
    [InlineData("502 what is RSET?")]
    public async Task A_server_that_takes_one_mail_a_line_gets_a_line_for_each(string answer)
    {
        await using var server = new MailCatcher();
        server.Answers["RSET"] = answer;
        for (var n = 0; n < 3; n++) await Queue($"k{n}");
        await SenderTo(server.Port).SendDue();
        Assert.Equal(3, server.Mails.Count);
        Assert.Equal(3, server.Said.Count(s => s.StartsWith("EHLO", StringComparison.Ordinal)));
        Assert.All(await app.Db(db => db.Mail.Select(m => m.Attempts).ToListAsync()), tries => Assert.Equal(0, tries));
    }

    [Fact]
    public async Task A_host_that_is_asked_to_end_remembers_what_has_left()
    {
        using var end = new CancellationTokenSource();
        await using var server = new MailCatcher { Hears = said => { if (said == "RSET") end.Cancel(); } };
        for (var n = 0; n < 3; n++) await Queue($"k{n}");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SenderTo(server.Port).SendDue(end.Token));
        Assert.Equal([(true, 0), (false, 0), (false, 0)], await app.Db(async db => (await db.Mail.OrderBy(m => m.Id).ToListAsync()).ConvertAll(m => (m.SentAt != null, m.Attempts))));
        await SenderTo(server.Port).SendDue();
        Assert.Equal(3, server.Mails.Count);
    }

    [Fact]
    public async Task Two_hosts_never_send_the_same()
    {
        await using var server = new MailCatcher();
        for (var n = 0; n < 30; n++) await Queue($"k{n}");
        await Task.WhenAll(SenderTo(server.Port).SendDue(), SenderTo(server.Port).SendDue(), SenderTo(server.Port).SendDue());
        Assert.Equal(30, server.Mails.Count);
        Assert.Equal(30, server.Mails.Select(m => Regex.Match(m, "(?im)^message-id: *(.*)$").Value).Distinct().Count());
    }

    [GeneratedRegex(@"(?m)^[A-Za-z0-9+/=\r\n]{12,}$")]
    private static partial Regex Encoded();

    static string Decoded(string eml, string header)
    {
        var value = Regex.Match(eml, $@"(?im)^{header}: ((?:.*)(?:\r\n[ \t].*)*)").Groups[1].Value;
        var bytes = Regex.Matches(value, @"=\?utf-8\?B\?([^?]*)\?=", RegexOptions.IgnoreCase).SelectMany(m => Convert.FromBase64String(m.Groups[1].Value)).ToArray();
        return Encoding.UTF8.GetString(bytes);
    }

    MailSender Sender => app.Services.GetRequiredService<MailSender>();

    MailSender SenderTo(int port) => app.NewHost(settings: [("Crm:Smtp:Host", "127.0.0.1"), ("Crm:Smtp:Port", port.ToString())]).Services.GetRequiredService<MailSender>();

    Task<MailRow> Row() => app.Db(db => db.Mail.AsNoTracking().SingleAsync());

    Task<int> Queue(string key, string subject = "Hello", string text = "Hello there", string? html = null, string to = "zhang@example.test", string? name = null, bool secret = false, long? customer = null) => app.Db(db =>
    {
        db.SendMail(key, "test", to, name, subject, text, html, customerId: customer, secret: secret);
        return db.SaveChangesAsync();
    });
}
