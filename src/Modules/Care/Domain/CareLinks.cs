using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Crm.Care.Domain;

/// <summary>What a link stands for.</summary>
internal enum CareLinkKind : byte { Refuse = 1, Click = 2, Invitation = 3, Place = 4, PublicEvent = 5 }

/// <summary>
/// Links that carry what they stand for and a signature over it: nothing of them is stored, none can be made up, and one kind
/// cannot pass for another. 27 bytes in 36 characters.
/// </summary>
internal sealed class CareLinks(byte[] key)
{
    const int Body = 17, Signature = 10;

    public string Of(CareLinkKind kind, long first, long second = 0)
    {
        Span<byte> bytes = stackalloc byte[Body + Signature];
        bytes[0] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], first);
        BinaryPrimitives.WriteInt64BigEndian(bytes[9..], second);
        HMACSHA256.HashData(key, bytes[..Body]).AsSpan(0, Signature).CopyTo(bytes[Body..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for what nobody was given.</summary>
    public (CareLinkKind Kind, long First, long Second)? Read(string? token)
    {
        if (token is not { Length: 36 } || !Base64Url.IsValid(token)) return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length != Body + Signature || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(Body), HMACSHA256.HashData(key, bytes.AsSpan(0, Body)).AsSpan(0, Signature))) return null;
        return ((CareLinkKind)bytes[0], BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(9)));
    }
}

/// <summary>The installation's secret behind its links.</summary>
internal sealed class CareKey
{
    public long Id { get; init; }
    public required byte[] Key { get; init; }
}
