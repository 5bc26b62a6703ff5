using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Crm.Staff.Domain;

/// <summary>Time-based one-time codes of authenticator apps (RFC 6238: SHA-1, 30 seconds, six digits).</summary>
internal static class OneTimeCode
{
    const int Seconds = 30;
    const string Base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(20);

    /// <summary>The half minute whose code this is: now, the one before or the one after, for clocks that are a little off. Null when it is none's.</summary>
    public static long? StepOf(byte[] key, string code, DateTimeOffset now)
    {
        var typed = Encoding.ASCII.GetBytes(string.Concat(code.Where(c => !char.IsWhiteSpace(c))));
        var current = now.ToUnixTimeSeconds() / Seconds;
        long? found = null;
        for (var step = current - 1; step <= current + 1; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(At(key, step)), typed)) found = step;
        return found;
    }

    /// <summary>The code at an instant.</summary>
    public static string At(byte[] key, DateTimeOffset now) => At(key, now.ToUnixTimeSeconds() / Seconds);

    static string At(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The RFC and every app ask for SHA-1; as a keyed hash it is sound.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The key as people type it into an app.</summary>
    public static string Base32(byte[] key)
    {
        var text = new StringBuilder();
        for (int bits = 0, held = 0, i = 0; i < key.Length || held > 0;)
        {
            if (held < 5 && i < key.Length) { bits = (bits << 8) | key[i++]; held += 8; }
            if (held < 5) { bits <<= 5 - held; held = 5; }
            while (held >= 5) { text.Append(Base32Digits[(bits >> (held - 5)) & 31]); held -= 5; bits &= (1 << held) - 1; }
        }
        return text.ToString();
    }

    /// <summary>The address in the QR code.</summary>
    public static string Uri(string issuer, string account, byte[] key) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={Base32(key)}&issuer={System.Uri.EscapeDataString(issuer)}";
}

/// <summary>A code on paper, for the day the phone is gone: ten characters that cannot be mistaken for each other.</summary>
internal static class RecoveryCode
{
    const string Digits = "23456789abcdefghjkmnpqrstuvwxyz";
    public const int Count = 10;

    public static IReadOnlyList<string> NewSet() => [.. Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Digits, 5) + "-" + RandomNumberGenerator.GetString(Digits, 5))];

    public static string HashOf(string code) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsLetterOrDigit)).ToLowerInvariant())));
}
