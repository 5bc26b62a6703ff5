using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Crm.Platform;

/// <summary>The address under which people reach the product, for links in mails. Setting Crm:PublicUrl, else the first address that the host was told to listen on.</summary>
public static class PublicUrl
{
    /// <summary>A whole address of a local path.</summary>
    public static string Of(IConfiguration configuration, string path) => (configuration["Crm:PublicUrl"] ?? Listening(configuration["urls"]) ?? "http://127.0.0.1:5080").TrimEnd('/') + path;

    // A host that listens to the whole network ("http://+:80") is told so in words that no browser opens.
    static string? Listening(string? urls) => urls?.Split(';')[0] is { Length: > 0 } first && BindingAddress.Parse(first) is { IsUnixPipe: false, IsNamedPipe: false } at
        ? $"{at.Scheme}://{(at.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "127.0.0.1" : at.Host)}:{at.Port}{at.PathBase}" : null;
}
