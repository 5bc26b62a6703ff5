using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Crm.Surveys.Domain;

/// <summary>
/// Half-filled answers of an anonymous wave, sealed under the link itself (AES-GCM, NIST SP 800-38D), of which the
/// database has the hash alone: whoever reads the tables cannot read what an invited person has typed so far.
/// </summary>
internal static class SealedSheet
{
    const string Field = "#sealed";
    const int Nonce = 12, Tag = 16;

    public static AnswerSheet Seal(AnswerSheet answers, string token)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(answers.ToDictionary(a => a.Key, a => a.Value));
        var box = new byte[Nonce + Tag + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(KeyOf(token), Tag);
        aes.Encrypt(box.AsSpan(0, Nonce), plain, box.AsSpan(Nonce + Tag), box.AsSpan(Nonce, Tag));
        return new AnswerSheet { [Field] = [Convert.ToBase64String(box)] };
    }

    /// <summary>What was sealed; null when it was under another link of the same invitation: begun under the first mail's link, opened under the reminder's.</summary>
    public static AnswerSheet? Open(AnswerSheet kept, string token)
    {
        if (kept.One(Field) is not { } text) return kept;
        var box = Convert.FromBase64String(text);
        var plain = new byte[box.Length - Nonce - Tag];
        try
        {
            using var aes = new AesGcm(KeyOf(token), Tag);
            aes.Decrypt(box.AsSpan(0, Nonce), box.AsSpan(Nonce + Tag), box.AsSpan(Nonce, Tag), plain);
        }
        catch (AuthenticationTagMismatchException) { return null; }
        return new AnswerSheet(JsonSerializer.Deserialize<Dictionary<string, string[]>>(plain)!);
    }

    static byte[] KeyOf(string token) => HMACSHA256.HashData(Encoding.ASCII.GetBytes(token), "draft"u8);
}
