using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Crm.Platform.Api;

/// <summary>
/// A group of routes of the API, which takes handlers as ASP.NET does but writes the code that reads their arguments when a route is first
/// asked for. ASP.NET writes it for every route before the host answers anything: a second of its start, and most routes are
/// never called. What a route takes and gives, and mistakes in it, are read at the start all the same.
/// </summary>
public sealed class ApiRoutes(RouteGroupBuilder group) : IEndpointConventionBuilder
{
    public ApiRoutes MapGroup([StringSyntax("Route")] string prefix) => new(group.MapGroup(prefix));

    public RouteHandlerBuilder MapGet([StringSyntax("Route")] string pattern, Delegate handler) => Map(HttpMethods.Get, pattern, handler);

    public RouteHandlerBuilder MapPost([StringSyntax("Route")] string pattern, Delegate handler) => Map(HttpMethods.Post, pattern, handler);

    public RouteHandlerBuilder MapPut([StringSyntax("Route")] string pattern, Delegate handler) => Map(HttpMethods.Put, pattern, handler);

    public RouteHandlerBuilder MapPatch([StringSyntax("Route")] string pattern, Delegate handler) => Map(HttpMethods.Patch, pattern, handler);

    public RouteHandlerBuilder MapDelete([StringSyntax("Route")] string pattern, Delegate handler) => Map(HttpMethods.Delete, pattern, handler);

    public void Add(Action<EndpointBuilder> convention) => ((IEndpointConventionBuilder)group).Add(convention);

    public void Finally(Action<EndpointBuilder> finallyConvention) => ((IEndpointConventionBuilder)group).Finally(finallyConvention);

    RouteHandlerBuilder Map(string verb, string pattern, Delegate handler)
    {
        Lazy<RequestDelegate> written = null!;
        var route = group.MapMethods(pattern, [verb], context => written.Value(context));
        route.Add(endpoint =>
        {
            var services = endpoint.ApplicationServices;
            string[] parameters = [.. ((RouteEndpointBuilder)endpoint).RoutePattern.Parameters.Select(p => p.Name)];
            endpoint.Metadata.Add(handler.Method);
            RequestDelegateFactory.InferMetadata(handler.Method, Options(endpoint));
            foreach (var said in handler.Method.GetCustomAttributes(inherit: true)) endpoint.Metadata.Add(said);
            written = new(() => RequestDelegateFactory.Create(handler, Options(null)).RequestDelegate);

            RequestDelegateFactoryOptions Options(EndpointBuilder? described) => new()
            {
                EndpointBuilder = described,
                ServiceProvider = services,
                RouteParameterNames = parameters,
                ThrowOnBadRequest = services.GetRequiredService<IOptions<RouteHandlerOptions>>().Value.ThrowOnBadRequest,
                DisableInferBodyFromParameters = verb == HttpMethods.Get || verb == HttpMethods.Delete,
            };
        });
        return new RouteHandlerBuilder([route]);
    }
}
