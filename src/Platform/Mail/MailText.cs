using System.Globalization;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using Crm.Platform.Data;
using Microsoft.Extensions.Configuration;

namespace Crm.Platform.Mail;

/// <summary>
/// A mail as it goes over the line (RFC 5322 and MIME): plain text and HTML side by side, UTF-8 in base64 and headers in
/// encoded words, so that every server takes it and no line of it can be mistaken for another.
/// </summary>
internal sealed class MailText
{
    readonly MailRow mail;
    readonly MailAttachment? attachment;
    readonly string toName, messageId;

    public MailText(MailRow mail, MailAddress from, MailAttachment? attachment = null)
    {
        (this.mail, this.attachment) = (mail, attachment);
        From = mail.FromName is { Length: > 0 } name ? new(from.Address, OneLine(name), Encoding.UTF8) : from;
        To = AddressOf(mail.ToAddress.Trim());
        toName = OneLine(mail.ToName ?? "");
        messageId = mail.MessageId ?? IdOf(mail, from.Host);
    }

    public MailAddress From { get; }

    public MailAddress To { get; }

    /// <summary>Who mails come from: Crm:Mail:From and FromName.</summary>
    public static MailAddress Sender(IConfiguration configuration) =>
        new(configuration["Crm:Mail:From"] is { Length: > 0 } from ? from : "crm@localhost", OneLine(configuration["Crm:Mail:FromName"] ?? "CRM"), Encoding.UTF8);

    /// <summary>The same for every try of a mail, so that a second copy is recognised as one.</summary>
    public static string IdOf(MailRow mail, string host) =>
        $"<{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mail.Key)))[..32]}@{host}>";

    public override string ToString()
    {
        var (boundary, around) = ($"=_{messageId[1..33]}", $"=_file_{messageId[1..33]}"); // cannot occur in base64
        var text = new StringBuilder();
        Header("From", Named(From.DisplayName, From.Address));
        Header("To", Named(toName, To.Address));
        Header("Subject", Words(OneLine(mail.Subject)));
        Header("Date", mail.CreatedAt.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header("Message-ID", messageId);
        Header("Auto-Submitted", "auto-generated"); // no holiday answers, please
        foreach (var (name, value) in MailHeaders.Read(mail.Headers)) Header(name, value);
        Header("MIME-Version", "1.0");
        if (attachment is not null)
        {
            Header("Content-Type", $"multipart/mixed;\r\n boundary=\"{around}\"");
            text.Append(CultureInfo.InvariantCulture, $"\r\n--{around}\r\n");
        }
        Header("Content-Type", $"multipart/alternative;\r\n boundary=\"{boundary}\"");
        Part("text/plain", mail.TextBody);
        if (mail.HtmlBody is { } html) Part("text/html", html);
        text.Append(CultureInfo.InvariantCulture, $"\r\n--{boundary}--\r\n");
        if (attachment is { } file)
        {
            // The name twice: as every program reads it, and as it is (RFC 2231).
            var plain = string.Concat(OneLine(file.Name).Select(c => c is > ' ' and <= '~' and not ('"' or '\\') ? c : '_'));
            text.Append(CultureInfo.InvariantCulture, $"\r\n--{around}\r\nContent-Type: {file.ContentType}\r\nContent-Disposition: attachment;\r\n filename=\"{plain}\";\r\n filename*=UTF-8''{Uri.EscapeDataString(OneLine(file.Name))}\r\nContent-Transfer-Encoding: base64\r\n\r\n");
            Base64(file.Content);
            text.Append(CultureInfo.InvariantCulture, $"\r\n--{around}--\r\n");
        }
        return text.ToString();

        void Header(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");

        void Part(string type, string body)
        {
            text.Append(CultureInfo.InvariantCulture, $"\r\n--{boundary}\r\nContent-Type: {type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
            Base64(Encoding.UTF8.GetBytes(body));
        }

        void Base64(byte[] bytes)
        {
            var base64 = Convert.ToBase64String(bytes);
            for (var at = 0; at < base64.Length; at += 76) text.Append(base64.AsSpan(at, Math.Min(76, base64.Length - at))).Append("\r\n");
        }
    }

    /// <summary>The parser is generous: of "a@x, b@y" or "a@x &lt;b@y&gt;" it would take one. Nothing but an address is an address.</summary>
    static MailAddress AddressOf(string address)
    {
        if (!MailAddress.TryCreate(address, out var plain) || plain.Address != address) throw new UndeliverableException("This is not one e-mail address.");
        if (!Ascii.IsValid(plain.User)) throw new UndeliverableException("The part before the @ is not in Latin letters, which few servers take.");
        try { return new MailAddress($"{plain.User}@{new IdnMapping().GetAscii(plain.Host)}"); }
        catch (ArgumentException e) { throw new UndeliverableException("This is not one e-mail address.", e); }
    }

    static string Named(string name, string address) => name.Length == 0 ? $"<{address}>" : $"{Words(name, quote: true)}\r\n <{address}>";

    /// <summary>Plain where it can be, else encoded words in lines of at most 76 characters that never cut a character (RFC 2047).</summary>
    static string Words(string text, bool quote = false)
    {
        if (text.Length <= 60 && text.All(c => c is >= ' ' and <= '~') && !text.Contains("=?", StringComparison.Ordinal))
            return quote ? $"\"{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : text;
        var (words, word) = (new List<string>(), new List<byte>());
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(bytes);
            if (word.Count + length > 39) End();
            foreach (var b in bytes[..length]) word.Add(b);
        }
        End();
        return string.Join("\r\n ", words);

        void End()
        {
            if (word.Count > 0) words.Add($"=?utf-8?B?{Convert.ToBase64String([.. word])}?=");
            word.Clear();
        }
    }

    /// <summary>A line break in a header would begin another header.</summary>
    static string OneLine(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
