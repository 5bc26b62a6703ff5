using Crm.Platform.Data;
using Microsoft.Extensions.Configuration;

namespace Crm.Platform.Mail;

/// <summary>Sends through the server of Crm:Smtp.</summary>
internal sealed class SmtpTransport(IConfiguration configuration) : IMailTransport, IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    SmtpTalk? talk;

    public async Task Send(MailRow mail, MailAttachment? attachment, CancellationToken ct)
    {
        var message = new MailText(mail, MailText.Sender(configuration), attachment);
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(ct);
        inTime.CancelAfter(Patience);
        try
        {
            if (talk is not null && !await talk.Again(inTime.Token)) await HangUp();
            talk ??= await SmtpTalk.Open(SmtpServer.Of(configuration), message.From.Host, inTime.Token);
            await talk.Send(message.From.Address, message.To.Address, message.ToString(), inTime.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested) { throw new TimeoutException("The mail server did not answer within 60 s.", e); }
    }

    public ValueTask DisposeAsync() => HangUp();

    async ValueTask HangUp()
    {
        if (talk is not null) await talk.DisposeAsync();
        talk = null;
    }
}

/// <summary>Without a mail server: writes each mail as an .eml file that any mail program opens.</summary>
internal sealed class FileTransport(IConfiguration configuration) : IMailTransport
{
    public async Task Send(MailRow mail, MailAttachment? attachment, CancellationToken ct)
    {
        var message = new MailText(mail, MailText.Sender(configuration), attachment);
        var folder = Directory.CreateDirectory(Path.Combine(DataDir.Of(configuration), "mail")).FullName;
        var draft = Path.Combine(folder, $".{Guid.NewGuid():N}.draft");
        await File.WriteAllTextAsync(draft, message.ToString(), ct);
        File.Move(draft, Path.Combine(folder, $"{mail.Id:D8}.eml"), overwrite: true);
    }
}
