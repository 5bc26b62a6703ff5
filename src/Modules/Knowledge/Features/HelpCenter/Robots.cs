using System.Text.RegularExpressions;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>Machines that say of themselves that they are.</summary>
internal static partial class Robots
{
    public static bool Is(string? userAgent) => string.IsNullOrWhiteSpace(userAgent) || Names().IsMatch(userAgent);

    [GeneratedRegex("bot|crawl|spider|slurp|preview|monitor|scan|archiv|headless|lighthouse|facebookexternalhit|curl|wget|python|java/|go-http|okhttp|axios|node-fetch|libwww", RegexOptions.IgnoreCase)]
    private static partial Regex Names();
}
