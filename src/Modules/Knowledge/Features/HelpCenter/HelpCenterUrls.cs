using Crm.Platform;
using Microsoft.Extensions.Configuration;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>Addresses of the help centre. The language stands in them, so that each has one text and one only.</summary>
internal sealed class HelpCenterUrls(IConfiguration configuration)
{
    public const string Root = "/help-center", SiteMap = Root + "/sitemap.xml";

    public static string Home(string language) => $"{Root}/{language}";

    public static string Category(string language, string slug) => $"{Root}/{language}/categories/{Uri.EscapeDataString(slug)}";

    public static string Article(string language, string slug) => $"{Root}/{language}/articles/{Uri.EscapeDataString(slug)}";

    public static string Vote(string language, string slug) => Article(language, slug) + "/vote";

    public static string Search(string language) => $"{Root}/{language}/search";

    /// <summary>The whole address, for links elsewhere and for search engines: the same on every host.</summary>
    public string Whole(string path) => PublicUrl.Of(configuration, path);
}
