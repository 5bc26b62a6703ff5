using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Data;
using Crm.Lifecycle.Features;
using Crm.Lifecycle.Features.Api;
using Crm.Lifecycle.Features.Books;
using Crm.Lifecycle.Features.Churn;
using Crm.Lifecycle.Features.Facts;
using Crm.Lifecycle.Features.Stages;
using Crm.Platform.Api;
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
    public override IReadOnlyList<string> Knows => ["Customers", "Sales", "Staff", "Surveys", "Tickets"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions =>
        [new("lifecycle.read", Scoped: true), new("lifecycle.write", Scoped: true), new("lifecycle.settings"), new("lifecycle.export", Scoped: true), new("churn.manage")];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("lifecycle.menu", "/lifecycle", "filter", "lifecycle.read", "growth", 15),
        new("churn.list", "/churn", "alert-triangle", "lifecycle.read", "growth", 16),
        new("value.title", "/value", "coins", "lifecycle.read", "growth", 17),
        new("lifecycle.kpis", "/lifecycle/kpis", "gauge", "lifecycle.read", "insight", 40),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<Panel> Panels =>
    [
        new("customer", "lifecycle.stage", "/lifecycle/panel/{id}", "lifecycle.read", 40, 6),
        new("customer", "churn.panel", "/churn/panel/{id}", "lifecycle.read", 41, 6),
        new("dashboard", "lifecycle.panel.dashboard", "/lifecycle/dashboard", "lifecycle.read", 70, 6),
    ];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<Copies>().AddScoped<StageKeeper>().AddScoped<Filler>().AddScoped<TouchTaker>().AddScoped<DealTaker>().AddScoped<BookFollower>();
        services.AddScoped<ICustomerStages, CustomerStages>().AddScoped<SignalReader>().AddScoped<Trainer>().AddScoped<ScoreWriter>().AddScoped<Scoring>().AddScoped<Features.Worth.Acquisition>();
        services.AddStageNames(configuration);
    }

    /// <inheritdoc />
    public override void MapApi(ApiRoutes api)
    {
        LifecycleApi.Map(api);
        ChurnApi.Map(api);
    }
}
