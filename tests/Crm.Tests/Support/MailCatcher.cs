using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Crm.Tests.Support;

/// <summary>A mail server that keeps what it gets, or refuses what a test wants refused. With a certificate nobody vouches for, if asked.</summary>
public sealed class MailCatcher : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly Lazy<X509Certificate2> certificate = new(SelfSigned);
    readonly Task serving;

    public MailCatcher()
    {
        listener.Start();
        serving = Serve();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Offers STARTTLS.</summary>
    public bool StartTls { get; init; }

    /// <summary>Speaks TLS from the first byte.</summary>
    public bool DirectTls { get; init; }

    /// <summary>Ways to sign in it offers ("PLAIN LOGIN").</summary>
    public string? Auth { get; init; }

    /// <summary>Answers to commands by their first word, instead of "fine": ("RCPT", "550 no such mailbox"); "." is the end of the message.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    public string Fingerprint => certificate.Value.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Told of every command before it is answered.</summary>
    public Action<string>? Hears { get; init; }

    /// <summary>The messages, as they came over the line.</summary>
    public ConcurrentQueue<string> Mails { get; } = new();

    /// <summary>What was said, "*" before what came over a protected line; without the messages.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    async Task Serve()
    {
        try
        {
            while (true) _ = Talk(await listener.AcceptTcpClientAsync());
        }
        catch (SocketException) { /* stopped */ }
        catch (ObjectDisposedException) { /* stopped */ }
    }

    async Task Talk(TcpClient client)
    {
        using var _ = client;
        Stream line = client.GetStream();
        try
        {
            if (DirectTls) line = await Protected(line);
            var (reader, writer) = Ends(line);
            await writer.WriteLineAsync("220 catcher");
            while (await reader.ReadLineAsync() is { } said)
            {
                Said.Enqueue(line is SslStream ? "*" + said : said);
                Hears?.Invoke(said);
                var word = said.Split(' ')[0];
                if (Answers.TryGetValue(word, out var answer)) await writer.WriteLineAsync(answer);
                else if (word == "EHLO")
                {
                    await writer.WriteLineAsync("250-catcher greets");
                    if (StartTls && line is not SslStream) await writer.WriteLineAsync("250-STARTTLS");
                    if (Auth is not null) await writer.WriteLineAsync($"250-AUTH {Auth}");
                    await writer.WriteLineAsync("250 8BITMIME");
                }
                else if (word == "STARTTLS")
                {
                    await writer.WriteLineAsync("220 go on");
                    line = await Protected(line);
                    (reader, writer) = Ends(line);
                }
                else if (said == "AUTH LOGIN")
                {
                    foreach (var question in (string[])["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"])
                    {
                        await writer.WriteLineAsync(question);
                        Said.Enqueue((line is SslStream ? "*" : "") + await reader.ReadLineAsync());
                    }
                    await writer.WriteLineAsync("235 welcome");
                }
                else if (word == "AUTH") await writer.WriteLineAsync("235 welcome");
                else if (word == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    var mail = new StringBuilder();
                    while (await reader.ReadLineAsync() is { } data && data != ".") mail.AppendLine(data.StartsWith('.') ? data[1..] : data);
                    if (Answers.TryGetValue(".", out var no)) await writer.WriteLineAsync(no);
                    else
                    {
                        Mails.Enqueue(mail.ToString());
                        await writer.WriteLineAsync("250 taken");
                    }
                }
                else if (word == "QUIT")
                {
                    await writer.WriteLineAsync("221 bye");
                    return;
                }
                else await writer.WriteLineAsync("250 fine");
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // the client has hung up, as it may
        }
    }

    async Task<Stream> Protected(Stream line)
    {
        var secure = new SslStream(line);
        await secure.AuthenticateAsServerAsync(certificate.Value);
        return secure;
    }

    static (StreamReader, StreamWriter) Ends(Stream line) => (new(line, Encoding.Latin1), new(line, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true });

    static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=catcher.example.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        if (certificate.IsValueCreated) certificate.Value.Dispose();
    }
}
