using System.Text;
using System.Text.RegularExpressions;
using Crm.Platform.Files;
using Crm.Platform.Jobs;
using Crm.Platform.Mail;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Platform;

/// <summary>Mails with a file.</summary>
public sealed class MailAttachmentTests : IAsyncLifetime
{
    readonly ProbeApp app = new();

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    async Task<Guid> Queue(string name)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var file = await scope.ServiceProvider.GetRequiredService<IFiles>().Save(new MemoryStream(Encoding.Latin1.GetBytes("%PDF-1.7 " + new string('x', 400))), name, default);
        await app.Db(async db =>
        {
            db.SendMail("k", "test", "zhang@example.test", null, "Figures", "The text", "<p>The text</p>", attachment: file.Id);
            return await db.SaveChangesAsync();
        });
        return file.Id;
    }

    [Fact]
    public async Task A_file_goes_along_under_its_name()
    {
        await Queue("满意度 2026.pdf");
        Assert.Equal(1, await app.Services.GetRequiredService<MailSender>().SendDue());
        var eml = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(app.DataDir, "mail"), "*.eml")));
        Assert.DoesNotContain(eml, c => c > 127);
        var outer = Regex.Match(eml, "multipart/mixed;\r\n boundary=\"([^\"]+)\"").Groups[1].Value;
        var parts = eml.Split("--" + outer);
        Assert.Equal(4, parts.Length); // headers, text, file, end
        Assert.Contains("multipart/alternative", parts[1], StringComparison.Ordinal);
        Assert.Contains("text/html", parts[1], StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/pdf", parts[2], StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''" + Uri.EscapeDataString("满意度 2026.pdf"), parts[2], StringComparison.Ordinal);
        Assert.StartsWith("%PDF-1.7 xxx", Encoding.Latin1.GetString(Convert.FromBase64String(parts[2].Split("\r\n\r\n")[1].ReplaceLineEndings(""))), StringComparison.Ordinal);
        Assert.All(eml.Split("\r\n"), l => Assert.InRange(l.Length, 0, 998));
    }

    [Fact]
    public async Task A_mail_whose_file_has_gone_is_not_sent_without_it()
    {
        var id = await Queue("a.pdf");
        await using (var scope = app.Services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<IFiles>().Delete(id, default);
        await app.Services.GetRequiredService<MailSender>().SendDue();
        var row = await app.Db(db => db.Mail.AsNoTracking().SingleAsync());
        Assert.Equal((null, null), (row.SentAt, row.DueAt));
        Assert.Contains("deleted", row.Error, StringComparison.Ordinal);
    }
}
