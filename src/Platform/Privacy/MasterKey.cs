using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;

namespace Crm.Platform.Privacy;

/// <summary>
/// Wraps the subjects' keys. Crm:MasterKey (32 bytes, base64) keeps it away from the database; former ones go to
/// Crm:FormerMasterKeys (separated by spaces) until <see cref="RewrapKeys"/> has been through. Without a setting the
/// installation's data-protection keys wrap: they lie in the same database, so that a newcomer's backup restores by itself.
/// </summary>
public sealed class MasterKey
{
    const string OfInstallation = "installation";
    const int Nonce = 12, Tag = 16;

    readonly Dictionary<string, byte[]> known = [];
    readonly IDataProtector? protector;

    public MasterKey(IConfiguration configuration, IDataProtectionProvider? protection)
    {
        protector = protection?.CreateProtector("subject-keys");
        foreach (var former in (configuration["Crm:FormerMasterKeys"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)) Add(former, "Crm:FormerMasterKeys");
        Id = configuration["Crm:MasterKey"] is { Length: > 0 } own ? Add(own, "Crm:MasterKey") : OfInstallation;
    }

    /// <summary>Name of the key that wraps now; stored beside what it wrapped.</summary>
    public string Id { get; }

    string Add(string base64, string setting)
    {
        var key = new byte[32];
        if (!Convert.TryFromBase64String(base64.Trim(), key, out var length) || length != key.Length)
            throw new InvalidOperationException($"{setting} is not 32 bytes in base64 (make one with: openssl rand -base64 32).");
        var id = Convert.ToHexStringLower(SHA256.HashData(key))[..16];
        known[id] = key;
        return id;
    }

    internal byte[] Wrap(long subject, byte[] key) => Id == OfInstallation ? Protector.Protect(key) : Encrypt(known[Id], key, Bound(subject));

    internal byte[] Unwrap(long subject, string id, byte[] wrapped)
    {
        if (id == OfInstallation) return Protector.Unprotect(wrapped);
        if (!known.TryGetValue(id, out var key)) throw new InvalidOperationException($"A subject's key is wrapped by the master key {id}, which is neither Crm:MasterKey nor among Crm:FormerMasterKeys.");
        return Decrypt(key, wrapped, Bound(subject));
    }

    /// <summary>Whether a wrapped key should be wrapped anew: by another master key, or by data-protection keys that have been replaced.</summary>
    internal bool IsStale(string id, byte[] wrapped)
    {
        if (id != Id) return true;
        if (id != OfInstallation || Protector is not IPersistedDataProtector aging) return false;
        aging.DangerousUnprotect(wrapped, ignoreRevocationErrors: false, out var stale, out _);
        return stale;
    }

    IDataProtector Protector => protector ?? throw new InvalidOperationException("There is no master key.");

    internal static byte[] Bound(long subject)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, subject);
        return bytes;
    }

    /// <summary>AES-256-GCM: nonce, tag, text. <paramref name="bound"/> is what the text cannot be moved away from.</summary>
    internal static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plain, byte[] bound)
    {
        var sealedBytes = new byte[Nonce + Tag + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(sealedBytes.AsSpan(0, Nonce), plain, sealedBytes.AsSpan(Nonce + Tag), sealedBytes.AsSpan(Nonce, Tag), bound);
        return sealedBytes;
    }

    internal static byte[] Decrypt(byte[] key, ReadOnlySpan<byte> sealedBytes, byte[] bound)
    {
        var plain = new byte[sealedBytes.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(sealedBytes[..Nonce], sealedBytes[(Nonce + Tag)..], sealedBytes.Slice(Nonce, Tag), plain, bound);
        return plain;
    }
}
