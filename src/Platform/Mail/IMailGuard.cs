namespace Crm.Platform.Mail;

/// <summary>Asked when a mail leaves that had to wait, as for the morning: it may have come to nothing since.</summary>
public interface IMailGuard
{
    /// <summary>The purpose of the mails it knows.</summary>
    string Purpose { get; }

    /// <summary>Of the mails with these keys those still to be sent.</summary>
    Task<IReadOnlySet<string>> StillWanted(IReadOnlyCollection<string> keys, CancellationToken ct);
}
