using System.Diagnostics;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Crm.Platform.Web;

/// <summary>
/// One line per request, and the same facts on its span: method, route template, status, time, id of the person. Never
/// the address itself, its query string, a body, a name: they are personal.
/// </summary>
public sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        var span = Activity.Current; // the server's own; later ones are its children
        try { await next(context); }
        finally
        {
            var route = Route(context);
            var status = context.Response.StatusCode;
            span?.SetTag("http.route", route).SetTag("http.response.status_code", status);
            span?.SetTag("url.path", null).SetTag("url.query", null); // they may hold a secret link, or a name
            if (span is not null) span.DisplayName = $"{context.Request.Method} {route}";
            if (span is not null && status >= 500) span.SetStatus(ActivityStatusCode.Error);
            var level = status >= 500 ? LogLevel.Error : route == "static" || route.StartsWith("/health", StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Information;
            log.Log(level, "{Method} {Route} {Status} in {Elapsed:0.0} ms by {StaffId}", context.Request.Method, route, status,
                Stopwatch.GetElapsedTime(began).TotalMilliseconds, context.RequestServices.GetService(typeof(CurrentUser)) is CurrentUser { Id: { } id } ? id : null);
        }
    }

    static string Route(HttpContext context)
    {
        // An error page is run in place of the one that was asked for.
        var endpoint = context.Features.Get<IStatusCodeReExecuteFeature>()?.Endpoint ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        if (endpoint is not RouteEndpoint route) return "none";
        if (endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null) return "static";
        return "/" + route.RoutePattern.RawText?.TrimStart('/');
    }
}
