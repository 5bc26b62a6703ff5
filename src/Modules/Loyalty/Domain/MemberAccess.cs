using Crm.Platform.Data;

namespace Crm.Loyalty.Domain;

/// <summary>
/// A link by which a customer enters their page, once, for a short while. The database knows it by its hash alone. One that
/// was asked for under an address nobody has leads nowhere, and is kept like any other, so that asking looks the same.
/// </summary>
internal sealed class MemberLink : Entity
{
    MemberLink() { }

    public MemberLink(long? customerId, byte[] tokenHash, byte[] addressHash, DateTimeOffset at, DateTimeOffset expires) =>
        (CustomerId, TokenHash, AddressHash, CreatedAt, ExpiresAt) = (customerId, tokenHash, addressHash, at, expires);

    public long? CustomerId { get; private set; }
    public byte[] TokenHash { get; private set; } = [];

    /// <summary>Under which address it was asked for: nobody's mail box is to be flooded.</summary>
    public byte[] AddressHash { get; private set; } = [];
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? UsedAt { get; private set; }
}

/// <summary>A browser that came in by a link, until it signs out or its time is over.</summary>
internal sealed class MemberSession : Entity
{
    MemberSession() { }

    public MemberSession(long customerId, byte[] tokenHash, DateTimeOffset at, DateTimeOffset expires) => (CustomerId, TokenHash, CreatedAt, ExpiresAt) = (customerId, tokenHash, at, expires);

    public long CustomerId { get; private set; }
    public byte[] TokenHash { get; private set; } = [];
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
}
