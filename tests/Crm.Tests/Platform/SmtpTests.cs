using System.Text;
using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Mail;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

/// <summary>The mail sender before servers that protect the line, ask for a password, or say no.</summary>
public sealed class SmtpTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData(true, "Auto"), InlineData(true, "Required"), InlineData(false, "Direct")]
    public async Task Over_a_protected_line_to_a_server_that_a_setting_trusts(bool startTls, string tls)
    {
        await using var server = new MailCatcher { StartTls = startTls, DirectTls = !startTls, Auth = "LOGIN PLAIN" };
        var row = await Send(server, ("Tls", tls), ("Certificate", server.Fingerprint), ("User", "crm"), ("Password", "s3cret"));
        Assert.NotNull(row.SentAt);
        Assert.Single(server.Mails);
        Assert.Contains("*AUTH PLAIN " + Base64("\0crm\0s3cret"), server.Said);
        Assert.All(server.Said.SkipWhile(s => startTls && s != "STARTTLS").Skip(startTls ? 1 : 0), s => Assert.StartsWith("*", s, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "Auto"), InlineData(true, "Required"), InlineData(false, "Direct")]
    public async Task A_certificate_nobody_vouches_for_is_not_trusted_and_its_fingerprint_told(bool startTls, string tls)
    {
        await using var server = new MailCatcher { StartTls = startTls, DirectTls = !startTls };
        var row = await Send(server, ("Tls", tls), ("Certificate", new string('0', 64)));
        Assert.Null(row.SentAt);
        Assert.NotNull(row.DueAt);
        Assert.Contains($"Crm__Smtp__Certificate to its fingerprint {server.Fingerprint}", row.Error, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
        Assert.DoesNotContain(server.Said, s => s.Contains("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Required_protection_that_is_not_offered_sends_nothing()
    {
        await using var server = new MailCatcher();
        var row = await Send(server, ("Tls", "required"));
        Assert.Contains("offers no STARTTLS", row.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Said, s => s.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_is_never_readable_on_the_way_unless_allowed()
    {
        await using var server = new MailCatcher { Auth = "PLAIN" };
        var row = await Send(server, ("User", "crm"), ("Password", "s3cret"));
        Assert.Contains("Crm__Smtp__Tls=Off allows it", row.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Said, s => s.StartsWith("AUTH", StringComparison.Ordinal));
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await SenderTo(server, ("User", "crm"), ("Password", "s3cret"), ("Tls", "Off")).SendDue());
        Assert.NotNull((await Row()).SentAt);
    }

    [Fact]
    public async Task A_server_that_knows_only_LOGIN()
    {
        await using var server = new MailCatcher { StartTls = true, Auth = "LOGIN" };
        var row = await Send(server, ("Certificate", server.Fingerprint.ToLowerInvariant()), ("User", "crm"), ("Password", "s3cret"));
        Assert.True(row.SentAt is not null, row.Error);
        Assert.Contains("*" + Base64("s3cret"), server.Said);
    }

    [Theory]
    [InlineData("RCPT", "450 mailbox busy"), InlineData("RCPT", "452 no space"), InlineData("MAIL", "421 closing"), InlineData(".", "451 try later"), InlineData("DATA", "503 not now"), InlineData("EHLO", "554 no service")]
    public async Task What_may_pass_is_tried_again(string word, string answer)
    {
        await using var server = new MailCatcher();
        server.Answers[word] = answer;
        var row = await Send(server);
        Assert.Equal((null, 1, app.Clock.Now.AddMinutes(2)), (row.SentAt, row.Attempts, row.DueAt));
        Assert.Contains(answer, row.Error, StringComparison.Ordinal);
        server.Answers.Clear();
        Assert.Equal(0, await SenderTo(server).SendDue());
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await SenderTo(server).SendDue());
        Assert.Single(server.Mails);
        row = await Row();
        Assert.NotNull(row.SentAt);
        Assert.Null(row.Error);
    }

    [Theory]
    [InlineData("RCPT", "550 no such mailbox"), InlineData("RCPT", "551 user not local"), InlineData("MAIL", "553 not from you"), InlineData(".", "554 looks like spam"), InlineData(".", "552 too large")]
    public async Task A_final_no_is_given_up_at_once(string word, string answer)
    {
        await using var server = new MailCatcher();
        server.Answers[word] = answer;
        var row = await Send(server);
        Assert.Equal((null, 1, null), (row.SentAt, row.Attempts, row.DueAt));
        Assert.Contains(answer, row.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_ours_to_mend_and_waits()
    {
        await using var server = new MailCatcher { StartTls = true, Auth = "PLAIN" };
        server.Answers["AUTH"] = "535 5.7.8 wrong";
        Assert.NotNull((await Send(server, ("Certificate", server.Fingerprint), ("User", "crm"), ("Password", "old"))).DueAt);
    }

    [Fact]
    public async Task What_is_no_mail_server_is_told_from_one()
    {
        await using var server = new MailCatcher();
        server.Answers["EHLO"] = "HTTP/1.1 400 Bad Request";
        Assert.Contains("no mail server", (await Send(server)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_Chinese_subjects_and_texts_arrive_whole()
    {
        await using var server = new MailCatcher();
        var subject = string.Concat(Enumerable.Repeat("关于您的工单的满意度调查😀", 8));
        var text = "..\r\n.\r\n您好\r\n" + new string('好', 500);
        await Send(server, subject: subject, text: text, name: "Zhang \"三\" San, Ltd.", settings: []);
        var mail = Assert.Single(server.Mails);
        Assert.All(mail.ReplaceLineEndings("\n").Split('\n'), l => Assert.True(l.Length <= 78, l));
        Assert.DoesNotContain(mail, c => c > 126);
        var unfolded = mail.ReplaceLineEndings("\n").Replace("\n ", " ", StringComparison.Ordinal).Split('\n');
        Assert.Equal(subject, Words(unfolded.Single(l => l.StartsWith("Subject:", StringComparison.Ordinal))));
        Assert.Equal("Zhang \"三\" San, Ltd.", Words(unfolded.Single(l => l.StartsWith("To:", StringComparison.Ordinal))));
        var body = mail.ReplaceLineEndings("\n").Split("base64\n\n")[1].Split("\n\n--")[0].Replace("\n", "", StringComparison.Ordinal);
        Assert.Equal(text, Encoding.UTF8.GetString(Convert.FromBase64String(body)));
        Assert.Contains("RCPT TO:<zhang@xn--fiq228c.example.test>", server.Said);
    }

    static string Words(string header) => Encoding.UTF8.GetString([.. System.Text.RegularExpressions.Regex.Matches(header, @"=\?utf-8\?B\?([^?]*)\?=").SelectMany(m => Convert.FromBase64String(m.Groups[1].Value))]);

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    Task<MailRow> Send(MailCatcher server, params (string Name, string Value)[] settings) => Send(server, "Hello", "Hello there", null, settings);

    async Task<MailRow> Send(MailCatcher server, string subject, string text, string? name, (string Name, string Value)[] settings)
    {
        await app.Db(db =>
        {
            db.SendMail("k", "test", "zhang@中文.example.test", name, subject, text);
            return db.SaveChangesAsync();
        });
        Assert.Equal(1, await SenderTo(server, settings).SendDue());
        return await Row();
    }

    MailSender SenderTo(MailCatcher server, params (string Name, string Value)[] settings) => app.NewHost(settings:
        [("Crm:Smtp:Host", "127.0.0.1"), ("Crm:Smtp:Port", server.Port.ToString()), .. settings.Select(s => ("Crm:Smtp:" + s.Name, s.Value))]).Services.GetRequiredService<MailSender>();

    Task<MailRow> Row() => app.Db(db => db.Mail.AsNoTracking().SingleAsync());
}
