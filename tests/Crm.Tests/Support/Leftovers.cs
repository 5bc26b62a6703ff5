using System.Reflection;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Crm.Tests.Support;

/// <summary>
/// What a host leaves behind when it ends: ASP.NET's middleware for rate limits never disposes of its limiter, whose timer holds
/// the whole host. In a product that ends with its host nobody sees it; a run of tests starts more than a hundred, tens of megabytes each.
/// </summary>
sealed class Leftovers(IServer server) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops the limiters of the host's pipeline. They stand in private fields of what the server calls for a request, so they are looked for there.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { server };
        var left = new Queue<object>(seen);
        while (left.TryDequeue(out var found))
        {
            if (found is PartitionedRateLimiter<HttpContext> limiter) limiter.Dispose();
            else foreach (var next in Held(found).Where(seen.Add)) left.Enqueue(next);
        }
        return Task.CompletedTask;
    }

    static IEnumerable<object> Held(object holder)
    {
        if (holder is Delegate call) return call.Target is { } target ? [target] : [];
        return from type in Ancestry(holder.GetType())
               from field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
               where field.FieldType.IsClass || field.FieldType.IsInterface
               let value = field.GetValue(holder)
               where value is Delegate or PartitionedRateLimiter<HttpContext> || (value is not null && IsPipeline(value.GetType()))
               select value;
    }

    static IEnumerable<Type> Ancestry(Type? type)
    {
        for (; type is not null; type = type.BaseType) yield return type;
    }

    /// <summary>The server, the application it calls, middleware, and closures between them: not services, which lead everywhere.</summary>
    static bool IsPipeline(Type type) => type.FullName is { } name
        && (name.StartsWith("Microsoft.AspNetCore.TestHost.", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore.Hosting.HostingApplication", StringComparison.Ordinal)
            || name.Contains("Middleware", StringComparison.Ordinal) || name.Contains("<>c", StringComparison.Ordinal));
}
