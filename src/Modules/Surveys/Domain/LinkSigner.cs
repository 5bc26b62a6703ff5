using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Crm.Surveys.Domain;

/// <summary>
/// Makes and checks survey links. A token is 16 random bytes and 8 bytes of signature in 32 characters: forged ones are
/// refused without a look into the database, which knows genuine ones by their SHA-256 alone.
/// </summary>
internal sealed class LinkSigner(byte[] key)
{
    const int Random = 16, Signature = 8;

    public string NewToken() => Sign(RandomNumberGenerator.GetBytes(Random));

    public bool IsGenuine(string? token)
    {
        if (token is not { Length: 32 } || !Base64Url.IsValid(token)) return false;
        var bytes = Base64Url.DecodeFromChars(token);
        return bytes.Length == Random + Signature && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(Random), Mac("link", bytes.AsSpan(0, Random)));
    }

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    /// <summary>When a page was shown, sealed to its link: a sender cannot invent how long they took.</summary>
    public string Seal(string token, DateTimeOffset at)
    {
        Span<byte> sealedTime = stackalloc byte[8 + Signature];
        BinaryPrimitives.WriteInt64BigEndian(sealedTime, at.ToUnixTimeMilliseconds());
        Mac(token, sealedTime[..8]).CopyTo(sealedTime[8..]);
        return Base64Url.EncodeToString(sealedTime);
    }

    /// <summary>Reads <see cref="Seal"/>; null when it is missing, for another link, or made up.</summary>
    public DateTimeOffset? Unseal(string token, string? text)
    {
        if (text is not { Length: 22 } || !Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length != 8 + Signature || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(8), Mac(token, bytes.AsSpan(0, 8)))) return null;
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes));
    }

    string Sign(ReadOnlySpan<byte> random) => Base64Url.EncodeToString([.. random, .. Mac("link", random)]);

    byte[] Mac(string purpose, ReadOnlySpan<byte> data) => HMACSHA256.HashData(key, (byte[])[.. Encoding.ASCII.GetBytes(purpose), .. data])[..Signature];
}
