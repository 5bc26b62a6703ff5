using System.Text.RegularExpressions;

namespace Crm.Platform.Mail;

/// <summary>Headers a sender adds to a mail. Only names and values that can break no other line get through.</summary>
public static partial class MailHeaders
{
    /// <summary>
    /// The headers with which a mail program offers "unsubscribe" beside the sender and does it with one POST, nobody opening
    /// a page (RFC 2369 and RFC 8058). The address must take a POST from anybody, without cookie or token of a form.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Unsubscribe(string address) =>
        new Dictionary<string, string> { ["List-Unsubscribe"] = $"<{address}>", ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click" };

    /// <summary>As they are kept: a line each.</summary>
    internal static string? Write(IReadOnlyDictionary<string, string>? headers) => headers is not { Count: > 0 } ? null : string.Join('\n', headers.Select(h => $"{Checked(h.Key, h.Value)}: {h.Value}"));

    internal static IEnumerable<(string Name, string Value)> Read(string? kept) =>
        kept is null ? [] : kept.Split('\n').Select(l => l.Split(": ", 2)).Select(p => (p[0], p[1]));

    static string Checked(string name, string value) =>
        Name().IsMatch(name) && value.Length is > 0 and <= 900 && value.All(c => c is >= ' ' and <= '~') ? name : throw new ArgumentException($"This is no header: {name}.", nameof(name));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,60}$")]
    private static partial Regex Name();
}
