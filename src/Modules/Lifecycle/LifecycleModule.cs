using Crm.Lifecycle.Data;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Lifecycle;

/// <summary>Where the relation with each customer stands, where it is going, and what is done about it.</summary>
public sealed class LifecycleModule : Module
{
    /// <inheritdoc />
    public override string Name => "lifecycle";

    /// <inheritdoc />
    public override Type Db => typeof(LifecycleDb);

    /// <inheritdoc />
    public override IReadOnlyList<string> Knows => ["Customers"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions => [new("lifecycle.read", Scoped: true), new("lifecycle.write", Scoped: true), new("lifecycle.settings"), new("churn.manage")];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu => [];

    /// <inheritdoc />
    public override IReadOnlyList<Panel> Panels => [];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration) { }

    /// <inheritdoc />
    public override void MapApi(IEndpointRouteBuilder api) { }
}
