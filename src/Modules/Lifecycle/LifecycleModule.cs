using Crm.Lifecycle.Data;
using Crm.Lifecycle.Features.Api;
using Crm.Lifecycle.Features.Churn;
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
    public override IReadOnlyList<string> Knows => ["Customers", "Staff"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions => [new("lifecycle.read", Scoped: true), new("lifecycle.write", Scoped: true), new("lifecycle.settings"), new("churn.manage")];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("churn.list", "/churn", "alert-triangle", "lifecycle.read", "growth", 31),
        new("value.title", "/value", "coins", "lifecycle.read", "growth", 32),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<Panel> Panels => [new("customer", "churn.panel", "/churn/panel/{id}", "lifecycle.read", 35, 6)];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddScoped<SignalReader>().AddScoped<Trainer>().AddScoped<ScoreWriter>().AddScoped<Scoring>();

    /// <inheritdoc />
    public override void MapApi(IEndpointRouteBuilder api) => ChurnApi.Map(api);
}
