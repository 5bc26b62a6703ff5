using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Web;

/// <summary>
/// Who may say that a request came from somewhere else, or over HTTPS: the proxies of Crm:Proxies, and nobody while it is
/// empty. Anyone can write X-Forwarded-For; limits and the audit trail go by what is left after this.
/// </summary>
public static class Proxies
{
    const string Setting = "Crm:Proxies";

    /// <summary>The networks of the setting; a <see cref="FormatException"/> names what is none.</summary>
    public static IReadOnlyList<System.Net.IPNetwork> Of(IConfiguration configuration) =>
        [.. (configuration[Setting] ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    internal static void AddProxies(this IServiceCollection services) => services.AddOptions<ForwardedHeadersOptions>().Configure<IConfiguration>((options, configuration) =>
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = null; // through several of our proxies, up to the first address that is none
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in Of(configuration)) options.KnownIPNetworks.Add(network);
    });

    internal static void UseProxies(this WebApplication app)
    {
        if (Of(app.Configuration).Count > 0) app.UseForwardedHeaders();
    }

    static System.Net.IPNetwork Parse(string text) =>
        System.Net.IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var ip) ? new System.Net.IPNetwork(ip, ip.GetAddressBytes().Length * 8)
        : throw new FormatException($"\"{text}\" is neither an address nor a network");
}
