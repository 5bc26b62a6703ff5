using Crm.Contracts.Sales;
using Crm.Platform.Api;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Sales.Data;
using Crm.Sales.Features;
using Crm.Sales.Features.Api;
using Crm.Sales.Features.Opportunities;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Sales;

/// <summary>Opportunities on their way through the stages, to a win or a loss with a reason.</summary>
public sealed class SalesModule : Module
{
    /// <inheritdoc />
    public override string Name => "sales";

    /// <inheritdoc />
    public override Type Db => typeof(SalesDb);

    /// <inheritdoc />
    public override IReadOnlyList<string> Knows => ["Customers", "Staff"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions => [new("sales.read", Scoped: true), new("sales.write", Scoped: true)];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu => [new("sales.menu", "/opportunities", "target-arrow", "sales.read", "growth", 5)];

    /// <inheritdoc />
    public override IReadOnlyList<Panel> Panels =>
    [
        new("customer", "sales.menu", "/opportunities/panel/{id}", "sales.read", 50, 6),
        new("home", "sales.stuck", "/opportunities/stuck", "sales.write", 60, 6),
        new("dashboard", "sales.forecast", "/opportunities/forecast", "sales.read", 80, 6),
    ];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddScoped<DealOwners>().AddScoped<ISignedDeals, SignedDeals>().AddScoped<IContractEnds, ContractEnds>().AddScoped<IDealRecords, DealRecords>();

    /// <inheritdoc />
    public override void MapApi(ApiRoutes api) => SalesApi.Map(api);
}
