using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Crm.Platform.Data;

namespace Crm.Staff.Domain;

/// <summary>Lets a program act as a person, with some or all of their rights. Only the hash is kept: the token is shown once.</summary>
internal sealed class ApiToken : Entity, IAudited
{
    ApiToken() { }

    public ApiToken(long staffId, string name, string secret, IEnumerable<string>? permissions, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        (StaffMemberId, Name, CreatedAt, ExpiresAt) = (staffId, name.Trim(), now, expiresAt);
        Hash = HashOf(secret);
        Hint = secret[..Math.Min(8, secret.Length / 3)];
        Permissions = permissions?.ToList();
    }

    public long StaffMemberId { get; private set; }
    public string Name { get; private set; } = "";
    [NotAudited] public byte[] Hash { get; private set; } = [];
    /// <summary>Its beginning, by which the owner knows it again.</summary>
    public string Hint { get; private set; } = "";
    /// <summary>The rights it is limited to; null: all its owner's.</summary>
    public List<string>? Permissions { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? ExpiresAt { get; private set; }
    [NotAudited] public DateTimeOffset? UsedAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    public static string NewSecret() => "crm_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>A plain hash is enough for 256 random bits, and being looked up by it takes the same time for every wrong guess.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
