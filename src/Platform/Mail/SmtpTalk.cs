using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Crm.Platform.Mail;

/// <summary>How the line to the mail server is protected.</summary>
public enum SmtpTls
{
    /// <summary>By STARTTLS where the server offers it; a password is sent over a protected line only.</summary>
    Auto,
    /// <summary>By STARTTLS, or nothing is sent.</summary>
    Required,
    /// <summary>From the first byte: port 465.</summary>
    Direct,
    /// <summary>Not at all.</summary>
    Off,
}

/// <summary>The server of the settings.</summary>
internal sealed record SmtpServer(string Host, int Port, SmtpTls Tls, string? User, string? Password, string? Certificate)
{
    public static SmtpServer Of(IConfiguration configuration)
    {
        var tls = configuration.GetValue("Crm:Smtp:Tls", SmtpTls.Auto);
        return new(configuration["Crm:Smtp:Host"] ?? "", configuration.GetValue("Crm:Smtp:Port", tls == SmtpTls.Direct ? 465 : 25), tls,
            configuration["Crm:Smtp:User"] is { Length: > 0 } user ? user : null, configuration["Crm:Smtp:Password"],
            configuration["Crm:Smtp:Certificate"]?.Replace(":", "", StringComparison.Ordinal));
    }
}

/// <summary>The server said no, with this code.</summary>
internal sealed class SmtpRefusal(int code, string answer) : Exception($"The mail server answers: {answer}")
{
    /// <summary>Whether it will say so for ever. 500-504, 530 and 535 are about how we ask, which an administrator can mend: those wait.</summary>
    public bool IsFinal => code is 521 or >= 550;
}

/// <summary>
/// A conversation with a mail server (RFC 5321, 3207, 4954). Written here because System.Net.Mail speaks no TLS from the first
/// byte and takes trust in a certificate for the whole process only, and MailKit is not to be had.
/// </summary>
internal sealed class SmtpTalk : IAsyncDisposable
{
    const int LongestAnswer = 64 * 1024;

    readonly TcpClient client = new();
    readonly byte[] buffer = new byte[4096];
    Stream line = Stream.Null;
    int at, end;
    HashSet<string> offers = [];

    /// <summary>Connects, protects the line and signs in.</summary>
    public static async Task<SmtpTalk> Open(SmtpServer server, string ownName, CancellationToken ct)
    {
        var talk = new SmtpTalk();
        try
        {
            await talk.client.ConnectAsync(server.Host, server.Port, ct);
            talk.line = talk.client.GetStream();
            if (server.Tls == SmtpTls.Direct) await talk.Protect(server, ct);
            await talk.Expect(220, null, ct);
            await talk.Greet(ownName, ct);
            if (server.Tls is SmtpTls.Auto or SmtpTls.Required && talk.offers.Contains("STARTTLS"))
            {
                await talk.Expect(220, "STARTTLS", ct);
                if (talk.at < talk.end) throw new AuthenticationException("The mail server, or somebody between, talks on before the line is protected.");
                await talk.Protect(server, ct);
                await talk.Greet(ownName, ct);
            }
            if (server.Tls == SmtpTls.Required && talk.line is not SslStream) throw new AuthenticationException("The mail server offers no STARTTLS, which Crm__Smtp__Tls requires.");
            if (server.User is { } user) await talk.SignIn(user, server, ct);
            return talk;
        }
        catch
        {
            talk.client.Dispose();
            throw;
        }
    }

    /// <summary>Hands over one message. A final no to it, or to its receiver, is an <see cref="UndeliverableException"/>.</summary>
    public async Task Send(string from, string to, string message, CancellationToken ct)
    {
        try
        {
            await Expect(250, $"MAIL FROM:<{from}>", ct);
            await Expect(250, $"RCPT TO:<{to}>", ct);
            await Expect(354, "DATA", ct);
            await Write(string.Join("\r\n", message.Split("\r\n").Select(l => l.StartsWith('.') ? "." + l : l)) + "\r\n.\r\n", ct);
            await Expect(250, null, ct);
        }
        catch (SmtpRefusal e) when (e.IsFinal) { throw new UndeliverableException(e.Message, e); }
    }

    /// <summary>Whether the server takes another message over this line. Many take some, and some hang up after each.</summary>
    public async Task<bool> Again(CancellationToken ct)
    {
        try
        {
            await Expect(250, "RSET", ct);
            return true;
        }
        catch (Exception e) when (e is IOException or SmtpRefusal) { return false; }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var inTime = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await Write("QUIT\r\n", inTime.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // the server has gone first, which says the same
        }
        await line.DisposeAsync();
        client.Dispose();
    }

    async Task Protect(SmtpServer server, CancellationToken ct)
    {
        string? seen = null;
        var secure = new SslStream(line);
        line = secure;
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = server.Host,
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    if (errors == SslPolicyErrors.None) return true;
                    seen = certificate?.GetCertHashString(HashAlgorithmName.SHA256);
                    return seen is not null && seen.Equals(server.Certificate, StringComparison.OrdinalIgnoreCase);
                },
            }, ct);
        }
        catch (AuthenticationException e) when (seen is not null)
        {
            throw new AuthenticationException($"The mail server's certificate is vouched for by nobody this machine trusts; to trust it all the same, set Crm__Smtp__Certificate to its fingerprint {seen}.", e);
        }
    }

    async Task Greet(string ownName, CancellationToken ct) =>
        offers = [.. (await Expect(250, $"EHLO {ownName}", ct)).Skip(1).Select(l => l.ToUpperInvariant()).SelectMany(l => l.StartsWith("AUTH ", StringComparison.Ordinal) ? l.Split(' ').Skip(1).Select(m => "AUTH " + m) : [l.Split(' ')[0]])];

    async Task SignIn(string user, SmtpServer server, CancellationToken ct)
    {
        if (line is not SslStream && server.Tls != SmtpTls.Off) throw new AuthenticationException("The mail server offers no STARTTLS, and the password must not be readable on the way: Crm__Smtp__Tls=Off allows it.");
        if (offers.Contains("AUTH LOGIN") && !offers.Contains("AUTH PLAIN"))
        {
            await Expect(334, "AUTH LOGIN", ct);
            await Expect(334, Base64(user), ct);
            await Expect(235, Base64(server.Password ?? ""), ct);
        }
        else await Expect(235, $"AUTH PLAIN {Base64($"\0{user}\0{server.Password}")}", ct);
    }

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Says something, if anything, and reads the answer, which has to be of this kind (25x for 250).</summary>
    async Task<List<string>> Expect(int code, string? said, CancellationToken ct)
    {
        if (said is not null) await Write(said + "\r\n", ct);
        var lines = new List<string>();
        for (var length = 0; ;)
        {
            var text = await ReadLine(ct);
            if ((length += text.Length) > LongestAnswer || text.Length < 3 || !int.TryParse(text[..3], out var given)) throw new IOException("What answers there is no mail server.");
            lines.Add(text.Length > 4 ? text[4..] : "");
            if (text.Length > 3 && text[3] == '-') continue;
            return given / 10 == code / 10 ? lines : throw new SmtpRefusal(given, Short(text));
        }
    }

    static string Short(string answer) => new([.. answer.Take(200).Where(c => !char.IsControl(c))]);

    async Task<string> ReadLine(CancellationToken ct)
    {
        var text = new List<byte>();
        while (true)
        {
            while (at < end)
            {
                var b = buffer[at++];
                if (b == '\n') return Encoding.UTF8.GetString([.. text]).TrimEnd('\r');
                text.Add(b);
                if (text.Count > LongestAnswer) throw new IOException("What answers there is no mail server.");
            }
            (at, end) = (0, await line.ReadAsync(buffer, ct));
            if (end == 0) throw new IOException("The mail server hung up.");
        }
    }

    async Task Write(string text, CancellationToken ct)
    {
        await line.WriteAsync(Encoding.ASCII.GetBytes(text), ct);
        await line.FlushAsync(ct);
    }
}
