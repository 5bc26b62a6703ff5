using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Platform.Web;

/// <summary>
/// A page is looked at when somebody first asks for it, as with Razor's runtime compilation. MVC by itself reads properties and
/// methods of all pages, inherited ones too, before it answers the first request: 30 MB of objects.
/// </summary>
sealed class LazyPages(PageLoader loader) : MatcherPolicy, IEndpointSelectorPolicy
{
    public static void Use(IServiceCollection services)
    {
        services.Remove(services.Single(s => s.ServiceType == typeof(IActionDescriptorProvider) && s.ImplementationType == typeof(CompiledPageActionDescriptorProvider)));
        services.AddSingleton<IActionDescriptorProvider, PageActionDescriptorProvider>();
        services.AddSingleton<MatcherPolicy, LazyPages>();
    }

    /// <summary>Before the policies that go by what a page says of itself: who may open it is written there.</summary>
    public override int Order => int.MinValue + 100;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(e => Unread(e) is not null);

    public async Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            var endpoint = candidates[i].Endpoint;
            if (Unread(endpoint) is not { } page) continue;
            var read = await loader.LoadAsync(page, endpoint.Metadata);
            candidates.ReplaceEndpoint(i, read.Endpoint, candidates[i].Values);
        }
    }

    static PageActionDescriptor? Unread(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<PageActionDescriptor>() is { } page and not CompiledPageActionDescriptor ? page : null;
}
