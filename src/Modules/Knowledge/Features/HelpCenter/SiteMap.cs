using System.Globalization;
using System.Text;
using System.Xml.Linq;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>What search engines ask for: which pages there are, and which they may read.</summary>
internal static class SiteMap
{
    static readonly XNamespace Map = "http://www.sitemaps.org/schemas/sitemap/0.9", Xhtml = "http://www.w3.org/1999/xhtml";

    public static void MapHelpCenter(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(HelpCenterUrls.SiteMap, async (HelpCenterState state, HelpCenterUrls urls, IMediator m, CancellationToken ct) =>
            await state.IsOn(ct) ? Results.Text(Write(await m.Send(new ListPages.Query(), ct), urls), "application/xml", Encoding.UTF8) : Results.NotFound())
            .AllowAnonymous().CacheOutput(HelpCenterCache.Pages).ExcludeFromDescription();
        routes.MapGet("/robots.txt", async (HelpCenterState state, HelpCenterUrls urls, CancellationToken ct) => Results.Text(
            await state.IsOn(ct) ? $"User-agent: *\nAllow: {HelpCenterUrls.Root}/\nDisallow: /\n\nSitemap: {urls.Whole(HelpCenterUrls.SiteMap)}\n" : "User-agent: *\nDisallow: /\n"))
            .AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Each address with its other languages beside it.</summary>
    static string Write(IReadOnlyList<ListPages.Entry> entries, HelpCenterUrls urls) =>
        new XDeclaration("1.0", "utf-8", null) + "\n" + new XElement(Map + "urlset", new XAttribute(XNamespace.Xmlns + "xhtml", Xhtml),
            from entry in entries
            from address in entry.Addresses
            select new XElement(Map + "url", new XElement(Map + "loc", urls.Whole(address.Value)),
                entry.ChangedAt is { } at ? new XElement(Map + "lastmod", at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)) : null,
                entry.Addresses.Count < 2 ? null : entry.Addresses.Select(a => new XElement(Xhtml + "link", new XAttribute("rel", "alternate"), new XAttribute("hreflang", a.Key), new XAttribute("href", urls.Whole(a.Value))))));
}
