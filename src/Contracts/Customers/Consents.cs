namespace Crm.Contracts.Customers;

/// <summary>What personal data is used for.</summary>
public enum Purpose { Service, Survey, Care, Marketing, Loyalty, Profiling, Sensitive, Sharing }

/// <summary>By which way somebody is reached; <see cref="Any"/> stands for all of them.</summary>
public enum ConsentChannel { Any, Email, Phone, Sms, Wechat, Post }

/// <summary>
/// Whether customers may be used for a purpose: by the lawful basis the installation has set for it, and by what each
/// of them has said. Ask before every invitation, campaign or score; replies to what a customer asked need no question.
/// </summary>
public interface IConsents
{
    /// <summary>Those of the customers who may be reached, or for <see cref="Purpose.Profiling"/> scored, for this purpose by this channel.</summary>
    Task<IReadOnlySet<long>> Allowing(IReadOnlyCollection<long> customerIds, Purpose purpose, ConsentChannel channel, CancellationToken ct);
}
