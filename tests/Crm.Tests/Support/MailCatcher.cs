using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Crm.Tests.Support;

/// <summary>A mail server that keeps what it gets, or refuses every receiver.</summary>
public sealed class MailCatcher : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly Task serving;

    public MailCatcher()
    {
        listener.Start();
        serving = Serve();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>"550 no such mailbox", say.</summary>
    public string? Refusal { get; set; }

    /// <summary>The messages, as they came over the line.</summary>
    public ConcurrentQueue<string> Mails { get; } = new();

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
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 catcher");
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("DATA", StringComparison.Ordinal))
            {
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync() is { } data && data != ".") mail.AppendLine(data);
                Mails.Enqueue(mail.ToString());
                await writer.WriteLineAsync("250 taken");
            }
            else if (line.StartsWith("RCPT", StringComparison.Ordinal) && Refusal is { } no) await writer.WriteLineAsync(no);
            else if (line.StartsWith("QUIT", StringComparison.Ordinal))
            {
                await writer.WriteLineAsync("221 bye");
                return;
            }
            else await writer.WriteLineAsync("250 fine");
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
    }
}
