using System.Text;

namespace Crm.Platform.Privacy;

/// <summary>Seals and opens what is kept about one subject. Without its key (destroyed) it seals nothing and opens nothing.</summary>
public sealed class SubjectKey
{
    /// <summary>In front of every sealed text.</summary>
    public const string Mark = "sealed:";

    /// <summary>What is written about a subject whose key has been destroyed: nothing but that.</summary>
    public const string Gone = Mark + "gone";

    readonly long subject;
    readonly Lazy<byte[]>? key;

    /// <param name="unwrap">Gives the key. It is asked when something is to be sealed or opened: one that cannot be unwrapped is of no concern to those read along with it. Null: destroyed.</param>
    internal SubjectKey(long subject, Func<byte[]>? unwrap) => (this.subject, key) = (subject, unwrap is null ? null : new(unwrap));

    /// <summary>The subject has been erased.</summary>
    public bool Destroyed => key is null;

    /// <summary>Seals a text.</summary>
    public string Seal(string text) => key is null ? Gone : Mark + Convert.ToBase64String(MasterKey.Encrypt(key.Value, Encoding.UTF8.GetBytes(text), MasterKey.Bound(subject)));

    /// <summary>Opens a sealed text; null when its key is gone. A text that was never sealed comes back as it is.</summary>
    public string? Open(string stored)
    {
        if (!IsSealed(stored)) return stored;
        if (key is null || stored == Gone) return null;
        return Encoding.UTF8.GetString(MasterKey.Decrypt(key.Value, Convert.FromBase64String(stored[Mark.Length..]), MasterKey.Bound(subject)));
    }

    /// <summary>Whether a stored text is sealed.</summary>
    public static bool IsSealed(string? stored) => stored?.StartsWith(Mark, StringComparison.Ordinal) == true;
}
