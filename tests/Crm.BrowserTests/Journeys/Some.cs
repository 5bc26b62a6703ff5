using System.Security.Cryptography;

namespace Crm.BrowserTests.Journeys;

/// <summary>Values no other test has: all journeys share an installation.</summary>
internal static class Some
{
    public static string Word() => RandomNumberGenerator.GetString("abcdefghkmnpqrstuvwxyz", 8);

    /// <summary>A Chinese mobile number.</summary>
    public static string Phone() => "139" + RandomNumberGenerator.GetString("0123456789", 8);
}
