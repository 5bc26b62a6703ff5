using Crm.Contracts.Tickets;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Api;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tickets;

/// <summary>Tickets, their clocks, and the call backs after bad scores.</summary>
public sealed class TicketsModule : Module
{
    /// <inheritdoc />
    public override string Name => "tickets";

    /// <inheritdoc />
    public override Type Db => typeof(TicketsDb);

    /// <inheritdoc />
    public override IReadOnlyList<string> Knows => ["Customers", "Staff", "Surveys"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions =>
    [
        new("tickets.read", Scoped: true), new("tickets.write", Scoped: true), new("tickets.assign", Scoped: true), new("tickets.review", Scoped: true),
        new("tickets.settings"), new("followups.read", Scoped: true), new("followups.write", Scoped: true),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("tickets.menu", "/tickets", "ticket", "tickets.read", "work", 20),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Actions => [new("tickets.new", "/tickets/new", "ticket", "tickets.write", Order: 20)];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddScoped<ITicketDirectory, TicketDirectory>().AddScoped<CustomerMail>();

    /// <inheritdoc />
    public override void MapApi(IEndpointRouteBuilder api) => api.MapTickets();
}
