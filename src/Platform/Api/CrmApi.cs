using Crm.Platform.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Crm.Platform.Api;

/// <summary>What every JSON endpoint shares.</summary>
public static class CrmApi
{
    internal static RouteGroupBuilder AddCrmApi(this RouteGroupBuilder group) => group.RequireAuthorization();

    /// <summary>The right the endpoint needs; the mediator asks again.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, string permission) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(NeedsAttribute.PolicyPrefix + permission);
}
