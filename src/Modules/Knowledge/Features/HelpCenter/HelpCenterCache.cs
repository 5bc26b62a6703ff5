using Crm.Platform.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Knowledge.Features.HelpCenter;

/// <summary>
/// Pages of the help centre are the same for everybody, and kept by each host under the state they show: one question
/// to the database says whether a page is still true, whichever host it was changed on. Browsers ask again each time
/// and mostly hear "not modified".
/// </summary>
/// <param name="counts">Whether a visit is a reading of an article, also when the page comes out of the cache.</param>
internal sealed class HelpCenterCache(bool counts) : IOutputCachePolicy
{
    public const string Pages = "help-center", Articles = "help-center-article";

    static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        var state = http.RequestServices.GetRequiredService<HelpCenterState>();
        var may = (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && await state.IsOn(cancellation);
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = may;
        if (!may) return;
        // What else stands in the query (where a link came from) changes nothing.
        context.CacheVaryByRules.QueryKeys = "after";
        context.CacheVaryByRules.VaryByValues["state"] = await state.Tag(cancellation);
        context.ResponseExpirationTimeSpan = Kept;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        Count(context.HttpContext);
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified) Count(context.HttpContext);
        if (response.StatusCode != StatusCodes.Status200OK || response.Headers.SetCookie.Count > 0) context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }

    void Count(HttpContext http)
    {
        if (!counts || http.GetRouteValue("language") is not string language || http.GetRouteValue("slug") is not string slug) return;
        // Colleagues who look after their texts are no readers.
        if (http.RequestServices.GetRequiredService<CurrentUser>().Id is not null || Robots.Is(http.Request.Headers.UserAgent)) return;
        http.RequestServices.GetRequiredService<Readings>().Viewed(language, slug);
    }
}
