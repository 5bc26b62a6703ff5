using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Platform.Mail;

/// <summary>Where mails go: an SMTP server, or files.</summary>
internal interface IMailTransport
{
    Task Send(MailRow mail, MailAttachment? attachment, CancellationToken ct);
}

/// <summary>A file that goes along with a mail.</summary>
internal sealed record MailAttachment(string Name, string ContentType, byte[] Content);

/// <summary>The receiver will never take this mail: trying again is of no use.</summary>
internal sealed class UndeliverableException(string why, Exception? inner = null) : Exception(why, inner);

/// <summary>
/// Sends what is due. A row stays locked while it is sent, so that no two hosts send it; a host that dies between the
/// server's yes and the commit sends it again with the same Message-ID, which mail systems recognise.
/// </summary>
public sealed class MailSender(IServiceScopeFactory scopes, TimeProvider clock, IConfiguration configuration, ILogger<MailSender> log) : BackgroundService
{
    /// <summary>After so many tries a person has to look. They are 2^n minutes apart: the last after 17 hours.</summary>
    public const int MaxAttempts = 10;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, configuration.GetValue("Crm:Smtp:Parallel", 4)).Select(_ => Loop(stoppingToken)));

    async Task Loop(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                while (await SendNext(ct)) { }
                await Task.Delay(TimeSpan.FromSeconds(2), ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                log.LogError(e, "The mail queue could not be read; trying again in 10 s");
                await Task.Delay(TimeSpan.FromSeconds(10), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sends everything due now, and returns how many were taken.</summary>
    public async Task<int> SendDue(CancellationToken ct = default)
    {
        var taken = 0;
        while (await SendNext(ct)) taken++;
        return taken;
    }

    async Task<bool> SendNext(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDb>();
        await using var transaction = await db.Begin(ct);
        var due = await db.Mail.FromSql($"select * from platform.mail where due_at <= {clock.GetUtcNow()} order by due_at limit 1 for update skip locked").ToListAsync(ct);
        if (due is not [var mail]) return false;
        using var activity = Activities.Source.StartActivity("send mail");
        activity?.SetTag("crm.purpose", mail.Purpose);
        mail.MessageId ??= MailText.IdOf(mail, MailText.Sender(configuration).Host);
        try
        {
            var opened = await scope.ServiceProvider.GetRequiredService<SubjectVault>().Open(mail, ct) ?? throw new UndeliverableException("The receiver has been erased.");
            await scope.ServiceProvider.GetRequiredService<IMailTransport>().Send(opened, await AttachmentOf(opened, scope.ServiceProvider, ct), ct);
            (mail.SentAt, mail.DueAt, mail.Error) = (clock.GetUtcNow(), null, null);
            if (mail.Secret) (mail.TextBody, mail.HtmlBody, mail.Headers) = ("", null, null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            mail.Attempts++;
            mail.Error = e.Message;
            mail.DueAt = e is UndeliverableException || mail.Attempts >= MaxAttempts ? null : clock.GetUtcNow().AddMinutes(Math.Pow(2, mail.Attempts));
            log.LogWarning("Mail {Id} ({Purpose}) failed {Attempts} times: {Error}", mail.Id, mail.Purpose, mail.Attempts, e.GetType().Name);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    static async Task<MailAttachment?> AttachmentOf(MailRow mail, IServiceProvider services, CancellationToken ct)
    {
        if (mail.AttachmentId is not { } id) return null;
        await using var file = await services.GetRequiredService<Files.IFiles>().Open(id, ct) ?? throw new UndeliverableException("The file that should go along has been deleted.");
        using var content = new MemoryStream();
        await file.Content.CopyToAsync(content, ct);
        return new(file.Facts.Name, file.Facts.ContentType, content.ToArray());
    }
}
