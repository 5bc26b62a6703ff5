using Crm.Platform.Data;
using Crm.Platform.Events;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Platform.Mail;

/// <summary>Where mails go: an SMTP server, or files. One for each batch: a line to a server stays open until it is disposed of.</summary>
internal interface IMailTransport
{
    Task Send(MailRow mail, MailAttachment? attachment, CancellationToken ct);
}

/// <summary>A file that goes along with a mail.</summary>
internal sealed record MailAttachment(string Name, string ContentType, byte[] Content);

/// <summary>The receiver will never take this mail: trying again is of no use.</summary>
internal sealed class UndeliverableException(string why, Exception? inner = null) : Exception(why, inner);

/// <summary>
/// Sends what is due. Rows stay locked while they are sent, so that no two hosts send them; those that a host was sending
/// when it died are sent again, a batch at most, with the same Message-ID, which mail systems recognise.
/// </summary>
public sealed class MailSender(IServiceScopeFactory scopes, TimeProvider clock, IConfiguration configuration, ILogger<MailSender> log) : BackgroundService
{
    /// <summary>After so many tries a person has to look. They are 2^n minutes apart: the last after 17 hours.</summary>
    public const int MaxAttempts = 10;

    /// <summary>So many leave over one line to the server and in one transaction.</summary>
    const int Batch = 5;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, configuration.GetValue("Crm:Smtp:Parallel", 4)).Select(_ => Loop(stoppingToken)));

    async Task Loop(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                while (await SendSome(ct) > 0) { }
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
        while (await SendSome(ct) is > 0 and var some) taken += some;
        return taken;
    }

    /// <summary>Sends the next few, and returns how many were tried: a server that is away stops the batch, and so does a host that ends.</summary>
    async Task<int> SendSome(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDb>();
        await using var transaction = await db.Begin(ct);
        var due = await db.Mail.FromSql($"select * from platform.mail where due_at <= {clock.GetUtcNow()} order by due_at limit {Batch} for update skip locked").ToListAsync(ct);
        if (due.Count == 0) return 0;
        var opener = await scope.ServiceProvider.GetRequiredService<SubjectVault>().Of(due.Select(m => m.CustomerId), ct);
        var withdrawn = await Withdrawn(due, scope.ServiceProvider, ct);
        var tried = 0;
        foreach (var mail in due)
        {
            tried++;
            if (withdrawn.Contains(mail.Key))
            {
                (mail.DueAt, mail.Error) = (null, "withdrawn");
                continue;
            }
            if (!await Send(mail, opener, scope.ServiceProvider, ct)) break;
        }
        // What has left is written down even when the host is asked to end.
        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        ct.ThrowIfCancellationRequested();
        return tried;
    }

    /// <summary>What nobody wants sent any more; what leaves as soon as it is written is not asked about.</summary>
    static async Task<HashSet<string>> Withdrawn(List<MailRow> due, IServiceProvider services, CancellationToken ct)
    {
        var withdrawn = new HashSet<string>();
        var waited = due.Where(m => m.DueAt > m.CreatedAt).ToList();
        if (waited.Count == 0) return withdrawn;
        foreach (var guard in services.GetServices<IMailGuard>())
            if (waited.Where(m => m.Purpose == guard.Purpose).Select(m => m.Key).ToList() is { Count: > 0 } keys)
                withdrawn.UnionWith(keys.Except(await guard.StillWanted(keys, ct)));
        return withdrawn;
    }

    /// <summary>Tries one; false when those behind it had better wait.</summary>
    async Task<bool> Send(MailRow mail, Opener opener, IServiceProvider services, CancellationToken ct)
    {
        using var activity = Activities.Source.StartActivity("send mail");
        activity?.SetTag("crm.purpose", mail.Purpose);
        mail.MessageId ??= MailText.IdOf(mail, MailText.Sender(configuration).Host);
        try
        {
            var opened = opener.Open(mail) ?? throw new UndeliverableException("The receiver has been erased.");
            await services.GetRequiredService<IMailTransport>().Send(opened, await AttachmentOf(opened, services, ct), ct);
            (mail.SentAt, mail.DueAt, mail.Error) = (clock.GetUtcNow(), null, null);
            if (mail.Secret) (mail.TextBody, mail.HtmlBody, mail.Headers) = ("", null, null);
            return true;
        }
        catch (Exception) when (ct.IsCancellationRequested) { return false; }
        catch (Exception e)
        {
            mail.Attempts++;
            mail.Error = e.Message;
            mail.DueAt = e is UndeliverableException || mail.Attempts >= MaxAttempts ? null : clock.GetUtcNow().AddMinutes(Math.Pow(2, mail.Attempts));
            log.LogWarning("Mail {Id} ({Purpose}) failed {Attempts} times: {Error}", mail.Id, mail.Purpose, mail.Attempts, e.GetType().Name);
            if (mail.DueAt is null) await TellLost(mail, services);
            return e is UndeliverableException;
        }
    }

    // Nothing that goes wrong here, or ends the host, may undo what has left already.
    async Task TellLost(MailRow mail, IServiceProvider services)
    {
        try { foreach (var listener in services.GetServices<IHearLostMail>()) await listener.Lost(mail.Key, CancellationToken.None); }
        catch (Exception e) { log.LogError(e, "Nobody could be told that mail {Id} ({Purpose}) is lost", mail.Id, mail.Purpose); }
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
