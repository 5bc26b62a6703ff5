using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Crm.Platform.Data;

namespace Crm.Customers.Domain;

/// <summary>The secret link by which a calendar program reads a person's own calendar. Only the hash is kept: the link is shown once.</summary>
internal sealed class CalendarFeed : Entity, IAudited
{
    CalendarFeed() { }

    public CalendarFeed(long staffId, string secret, DateTimeOffset at) => (StaffId, Hash, CreatedAt) = (staffId, HashOf(secret), at);

    public long StaffId { get; private set; }

    [NotAudited]
    public byte[] Hash { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    [NotAudited]
    public DateTimeOffset? ReadAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>32 random bytes: nobody guesses one.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The link is worth nothing from now on.</summary>
    public void Revoke(DateTimeOffset at) => RevokedAt ??= at;
}
