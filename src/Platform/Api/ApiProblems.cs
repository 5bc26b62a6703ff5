using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Crm.Platform.Api;

/// <summary>Nothing under /api ever answers HTML: a refusal without a body (unknown route, wrong method, no token, too many requests) and a fault of ours become Problem Details.</summary>
internal sealed class ApiProblems(RequestDelegate next, ILogger<ApiProblems> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.IsApi())
        {
            await next(context);
            return;
        }
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
        try { await next(context); }
        catch (Exception e) when (!context.Response.HasStarted && e is not OperationCanceledException)
        {
            var away = Problems.IsDatabaseAway(e);
            if (away) log.LogWarning("{Method} {Path}: the database does not answer", context.Request.Method, context.GetEndpoint()?.DisplayName);
            else log.LogError(e, "{Method} {Path} failed", context.Request.Method, context.GetEndpoint()?.DisplayName);
            context.Response.Clear();
            context.Response.StatusCode = away ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
            if (away) context.Response.Headers.RetryAfter = "5";
        }
        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null }) await Problems.Write(context, Problems.Of(context, response.StatusCode));
    }
}
