using System.Buffers.Text;

namespace Crm.Tickets.Features.Progress;

/// <summary>The address where a customer sees how far a ticket has come: 22 characters that nobody guesses.</summary>
internal static class ProgressLink
{
    /// <summary>The local path, in a language.</summary>
    public static string Of(Guid link, string language) => $"/t/{language}/{Base64Url.EncodeToString(link.ToByteArray())}";

    /// <summary>What a path names; null when it is none of ours.</summary>
    public static Guid? Read(string? token) => token is { Length: 22 } && Base64Url.IsValid(token) ? new Guid(Base64Url.DecodeFromChars(token)) : null;
}
