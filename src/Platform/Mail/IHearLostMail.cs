namespace Crm.Platform.Mail;

/// <summary>Hears of mails that will never arrive: the receiver refuses them for good, or they were tried too often. Perhaps twice of the same one.</summary>
public interface IHearLostMail
{
    /// <param name="key">Names the mail, as its writer did.</param>
    Task Lost(string key, CancellationToken ct);
}
