using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Crm.Platform.Data;
using Microsoft.Extensions.Configuration;

namespace Crm.Platform.Mail;

/// <summary>
/// Sends through the server of Crm:Smtp (Host, Port, User, Password, Tls). System.Net.Mail is used because MailKit is not
/// to be had here; it speaks STARTTLS (port 587 or 25), not TLS from the first byte (port 465).
/// </summary>
internal sealed class SmtpTransport(IConfiguration configuration) : IMailTransport
{
    public async Task Send(MailRow mail, CancellationToken ct)
    {
        var smtp = configuration.GetSection("Crm:Smtp");
        using var client = new SmtpClient(smtp["Host"], smtp.GetValue("Port", 25)) { EnableSsl = smtp.GetValue("Tls", false) };
        if (smtp["User"] is { Length: > 0 } name) client.Credentials = new NetworkCredential(name, smtp["Password"]);
        using var message = MailMessages.Of(mail, MailMessages.From(configuration));
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(ct);
        inTime.CancelAfter(TimeSpan.FromSeconds(60));
        try { await client.SendMailAsync(message, inTime.Token); }
        catch (SmtpFailedRecipientException e) when (e.StatusCode is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.UserNotLocalTryAlternatePath or SmtpStatusCode.MailboxNameNotAllowed)
        {
            throw new UndeliverableException($"The receiver's server refuses the address: {(int)e.StatusCode}.", e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested) { throw new TimeoutException("The mail server did not answer within 60 s.", e); }
    }
}

/// <summary>Without a mail server: writes each mail as an .eml file that any mail program opens.</summary>
internal sealed class FileTransport(IConfiguration configuration) : IMailTransport
{
    public async Task Send(MailRow mail, CancellationToken ct)
    {
        var folder = Path.Combine(DataDir.Of(configuration), "mail");
        var draft = Directory.CreateDirectory(Path.Combine(folder, ".draft", Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            using (var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = draft })
            using (var message = MailMessages.Of(mail, MailMessages.From(configuration))) await client.SendMailAsync(message, ct);
            File.Move(Directory.GetFiles(draft).Single(), Path.Combine(folder, $"{mail.Id:D8}.eml"), overwrite: true);
        }
        finally { Directory.Delete(draft, recursive: true); }
    }
}

/// <summary>Makes the message of a row: plain text and HTML side by side, UTF-8.</summary>
internal static class MailMessages
{
    public static MailMessage Of(MailRow mail, MailAddress from)
    {
        // The parser is generous: of "a@x, b@y" or "a@x <b@y>" it would take one. Nothing but an address is an address.
        var address = mail.ToAddress.Trim();
        if (!MailAddress.TryCreate(address, out var plain) || plain.Address != address) throw new UndeliverableException("This is not one e-mail address.");
        var to = new MailAddress(address, OneLine(mail.ToName ?? ""), Encoding.UTF8);
        var message = new MailMessage(from, to)
        {
            Subject = OneLine(mail.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.Headers["Message-ID"] = mail.MessageId ?? IdOf(mail, from.Host);
        message.Headers["Auto-Submitted"] = "auto-generated"; // no holiday answers, please
        message.AlternateViews.Add(View(mail.TextBody, MediaTypeNames.Text.Plain));
        if (mail.HtmlBody is { } html) message.AlternateViews.Add(View(html, MediaTypeNames.Text.Html));
        return message;
    }

    /// <summary>The same for every try of a mail, so that a second copy is recognised as one.</summary>
    public static string IdOf(MailRow mail, string host) =>
        $"<{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mail.Key)))[..32]}@{host}>";

    public static MailAddress From(IConfiguration configuration) =>
        new(configuration["Crm:Mail:From"] ?? "crm@localhost", OneLine(configuration["Crm:Mail:FromName"] ?? "CRM"), Encoding.UTF8);

    static AlternateView View(string body, string type) =>
        AlternateView.CreateAlternateViewFromString(body, new ContentType(type) { CharSet = "utf-8" });

    /// <summary>A line break in a header would begin another header.</summary>
    static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
