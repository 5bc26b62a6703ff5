using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Features;
using Crm.Customers.Features.Api;
using Crm.Customers.Features.AutoTags;
using Crm.Customers.Features.Calendar;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Facts;
using Crm.Customers.Features.Fields;
using Crm.Customers.Features.History;
using Crm.Customers.Features.Imports;
using Crm.Customers.Features.Merging;
using Crm.Customers.Features.Plans;
using Crm.Customers.Features.Privacy;
using Crm.Customers.Features.Referrals;
using Crm.Customers.Features.Reviews;
using Crm.Customers.Features.Rules;
using Crm.Customers.Features.Segments;
using Crm.Customers.Features.ToDos;
using Crm.Customers.Features.Usages;
using Crm.Platform.Api;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Customers;

/// <summary>Who our customers are, what they bought, what was said and promised.</summary>
public sealed class CustomersModule : Module
{
    /// <inheritdoc />
    public override string Name => "customers";

    /// <inheritdoc />
    public override Type Db => typeof(CustomersDb);

    /// <inheritdoc />
    public override IReadOnlyList<string> Knows => ["Care", "Lifecycle", "Sales", "Staff", "Surveys", "Tickets"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions =>
    [
        new("customers.read", Scoped: true),
        new("customers.write", Scoped: true),
        new("customers.admit", Scoped: true),
        new("customers.merge", Scoped: true),
        new("customers.import"),
        new("customers.export", Scoped: true),
        new("customers.segments"),
        new("customers.settings"),
        new("customers.contact", Scoped: true),
        new("customers.reveal"),
        new("privacy.approve"),
        new("privacy.manage"),
        new("privacy.erase"),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("customers.menu", "/customers", "users", "customers.read", "work", 20),
        new("customers.duplicates", "/customers/duplicates", "copy", "customers.merge", "work", 22),
        new("customers.admissions", "/customers/admission", "user-check", "customers.admit", "work", 24, "/customers/admission/count"),
        new("customers.todos", "/todos", "checklist", "customers.write", "work", 30),
        new("customers.calendar", "/calendar", "calendar", "customers.read", "work", 35),
        new("customers.privacy.title", "/privacy", "shield-lock", "privacy.manage", "admin", 40),
        new("customers.reveals.menu", "/privacy/reveals", "eye", "privacy.approve", "admin", 45),
        new("customers.settings", "/customers/settings", "users-group", "customers.settings", "admin", 50),
        new("customers.value", "/customers/value", "coins", "customers.read", "insight", 38),
        new("customers.segments", "/segments", "users-group", "customers.read", "insight", 40),
        new("customers.autotags", "/tags", "tags", "customers.settings", "admin", 70),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<Panel> Panels =>
    [
        new("customer", "customers.consents.title", "/customers/{id}/consents/panel", "customers.read", 80),
        new("home", "customers.panel.todos", "/customers/panels/todos", "customers.write", 20),
        new("home", "customers.panel.cooling", "/customers/panels/cooling", "customers.write", 25),
        new("home", "customers.panel.reviews", "/customers/panels/reviews", "customers.write", 60),
        new("customer", "customers.valueClass", "/customers/{id}/value", "customers.read", 3),
        new("customer", "customers.autotags", "/customers/{id}/auto-tags", "customers.read", 5),
        new("customer", "customers.usages", "/customers/{id}/usages/panel", "customers.read", 65),
        new("customer", "customers.referral", "/customers/{id}/referral/panel", "customers.read", 67),
        new("customer", "customers.recommendations", "/customers/recommendations?customer={id}", "customers.read", 70),
        new("ticket", "customers.interactions", "/customers/interactions/panel", "customers.read", 35, 12),
        new("ticket", "customers.purchases", "/customers/purchases/panel", "customers.read", 40, 12),
        new("ticket", "customers.recommendations", "/customers/recommendations", "customers.read", 50, 12),
        new("dashboard", "customers.panel.growth", "/customers/panels/growth", "customers.read", 60),
    ];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<ICustomerDirectory, CustomerDirectory>().AddScoped<IDeliveries, Deliveries>().AddScoped<IMailHolders, MailHolders>().AddScoped<IAudienceFacts, AudienceFacts>().AddScoped<ICustomerRecords, CustomerRecords>().AddScoped<ICareDates, CareDates>().AddScoped<Owners>().AddScoped<Duplicates>().AddScoped<ToDoOwners>().AddScoped<CustomFields>()
            .AddScoped<DuplicateScanner>().AddSingleton<AccessLinks>().AddScoped<Staging>().AddScoped<RecordSheets>().AddScoped<UsageIntake>()
            .AddScoped<CustomerTrail>().AddScoped<HistoryWords>()
            .AddScoped<FactKeeper>().AddScoped<CopyOthers>().AddScoped<AutoTagger>().AddScoped<RuleWords>().AddScoped<ICustomerSegments, CustomerSegments>();
        services.AddScoped<IOrderBook, OrderBook>().AddScoped<IReferrals, ReferralBook>();
        services.AddScoped<ReviewPolicy>().AddScoped<Responsible>().AddScoped<CareFilter>().AddScoped<ContactPlans>();
        CalendarFeeds.Add(services);
        services.AddPrivacy();
    }

    /// <inheritdoc />
    public override void MapEndpoints(IEndpointRouteBuilder routes) => CalendarFeeds.Map(routes);

    /// <inheritdoc />
    public override void MapApi(ApiRoutes api)
    {
        CustomersApi.Map(api);
        ExportApi.Map(api);
        ImportApi.Map(api);
        SegmentsApi.Map(api);
        RecommendationsApi.Map(api);
        ReferralsApi.Map(api);
    }
}
