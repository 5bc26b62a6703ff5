namespace Crm.Platform.Users;

/// <summary>Where and how a member of staff is written to.</summary>
public sealed record Mailbox(string Name, string Email, string Language, string Zone);

/// <summary>Finds the addresses of staff; the host answers from the module that knows them. Whoever left or has no address is not in the answer.</summary>
public interface IMailboxes
{
    /// <summary>Addresses by id of staff.</summary>
    Task<IReadOnlyDictionary<long, Mailbox>> Of(IReadOnlyCollection<long> staffIds, CancellationToken ct);
}
