using System.Buffers.Text;
using System.Security.Cryptography;

namespace Crm.Staff.Domain;

/// <summary>A mailed link that lets somebody choose a password: once, and not for long. Only its hash is kept.</summary>
internal sealed class PasswordLink
{
    public static readonly TimeSpan ResetLasts = TimeSpan.FromHours(1), InvitationLasts = TimeSpan.FromDays(7);

    public long Id { get; init; }
    public long StaffMemberId { get; init; }
    public byte[] Hash { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }

    public static (PasswordLink Link, string Secret) New(long staffId, DateTimeOffset now, TimeSpan lasts)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (new PasswordLink { StaffMemberId = staffId, Hash = ApiToken.HashOf(secret), CreatedAt = now, ExpiresAt = now + lasts }, secret);
    }
}
