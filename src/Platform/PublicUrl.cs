using Microsoft.Extensions.Configuration;

namespace Crm.Platform;

/// <summary>The address under which people reach the product, for links in mails. Setting Crm:PublicUrl, else the first address that the host was told to listen on.</summary>
public static class PublicUrl
{
    /// <summary>A whole address of a local path.</summary>
    public static string Of(IConfiguration configuration, string path) => (configuration["Crm:PublicUrl"] ?? configuration["urls"]?.Split(';')[0] ?? "http://127.0.0.1:5080").TrimEnd('/') + path;
}
