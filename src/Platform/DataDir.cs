using Microsoft.Extensions.Configuration;

namespace Crm.Platform;

/// <summary>The folder of attachments, written mails and the embedded database. Setting Crm:DataDir, default .data.</summary>
public static class DataDir
{
    /// <summary>Its full path.</summary>
    public static string Of(IConfiguration configuration) => Path.GetFullPath(configuration["Crm:DataDir"] ?? ".data");
}
