using System.Threading.RateLimiting;
using Crm.Contracts.Tickets;
using Crm.Platform.Api;
using Crm.Platform.Live;
using Crm.Platform.Mail;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Api;
using Crm.Tickets.Features.Bulk;
using Crm.Tickets.Features.Customers;
using Crm.Tickets.Features.Goodwill;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Progress;
using Crm.Tickets.Features.Quality;
using Crm.Tickets.Features.Risks;
using Crm.Tickets.Features.Routing;
using Crm.Tickets.Features.Rules;
using Crm.Tickets.Features.States;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Together;
using Crm.Tickets.Features.Views;
using Microsoft.AspNetCore.RateLimiting;
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
    public override IReadOnlyList<string> Knows => ["Customers", "Loyalty", "Staff", "Surveys"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions =>
    [
        new("tickets.read", Scoped: true), new("tickets.write", Scoped: true), new("tickets.assign", Scoped: true), new("tickets.review", Scoped: true),
        new("tickets.merge", Scoped: true), new("tickets.bulk", Scoped: true), new("tickets.export", Scoped: true), new("tickets.share"),
        new("tickets.settings"), new("followups.read", Scoped: true), new("followups.write", Scoped: true),
        new("tickets.quality", Scoped: true), new("goodwill.grant", Scoped: true), new("goodwill.approve", Scoped: true), new("tickets.risks"),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("tickets.menu", "/tickets", "ticket", "tickets.read", "work", 20),
        new("tickets.board", "/tickets/board", "layout-board", "tickets.review", "work", 25),
        new("tickets.subtasks", "/tickets/sub-tasks", "subtask", "tickets.read", "work", 27),
        new("tickets.followups", "/follow-ups", "phone-call", "followups.read", "work", 30),
        new("tickets.followup.rules", "/follow-ups/rules", "phone-plus", "surveys.write", "insight", 29),
        new("tickets.risks", "/tickets/risks", "alert-triangle", "tickets.risks", "work", 32),
        new("tickets.goodwill", "/tickets/goodwill", "gift", "goodwill.grant", "work", 34),
        new("tickets.quality", "/tickets/quality", "clipboard-check", "tickets.quality", "work", 36),
        new("tickets.quality.mine", "/tickets/quality/mine", "clipboard-heart", "tickets.write", "work", 37),
        new("tickets.settings", "/tickets/settings", "clock-cog", "tickets.settings", "admin", 60),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Actions => [new("tickets.new", "/tickets/new", "ticket", "tickets.write", Order: 20)];

    /// <inheritdoc />
    public override IReadOnlyList<Panel> Panels =>
    [
        new("customer", "tickets.title", "/tickets/panels/customer?customer={id}", "tickets.read", 10),
        new("home", "tickets.panel.today", "/tickets/panels/today", "tickets.review", 5, 12),
        new("home", "tickets.risks", "/tickets/risks/panel", "tickets.risks", 6),
        new("home", "tickets.panel.mine", "/tickets/panels/list/Mine", "tickets.write", 10),
        new("home", "tickets.panel.mentions", "/tickets/panels/list/Mentions", "tickets.write", 12),
        new("home", "tickets.panel.soon", "/tickets/panels/list/DueSoon", "tickets.write", 15),
        new("home", "tickets.panel.risk", "/tickets/panels/list/Breached", "tickets.review", 20),
        new("home", "tickets.panel.unassigned", "/tickets/panels/list/Unassigned", "tickets.review", 25),
        new("home", "tickets.panel.review", "/tickets/panels/list/Review", "tickets.review", 30),
        new("home", "tickets.followups", "/follow-ups/panel", "followups.write", 35),
        new("team", "tickets.routing", "/tickets/routing/team/{id}", "tickets.settings", 10, 12),
        new("ticket", "tickets.care", "/tickets/{id}/care", "tickets.read", 5, 12),
        new("ticket", "tickets.panel.others", "/tickets/panels/customer?except={id}", "tickets.read", 30, 12),
        new("dashboard", "tickets.risks", "/tickets/risks/panel", "tickets.risks", 45),
        new("dashboard", "tickets.panel.queue", "/tickets/panels/queue", "tickets.read", 10, 12),
        new("dashboard", "tickets.panel.volume", "/tickets/panels/volume", "tickets.read", 20),
        new("dashboard", "tickets.panel.attainment", "/tickets/panels/attainment", "tickets.read", 30),
        new("dashboard", "tickets.panel.kinds", "/tickets/panels/kinds", "tickets.read", 40),
        new("dashboard", "tickets.followups", "/follow-ups/panel", "followups.read", 50),
    ];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddScoped<ITicketDirectory, TicketDirectory>().AddScoped<ICustomerMessages, CustomerMessages>().AddScoped<ITicketRecords, Features.Tickets.TicketRecords>().AddScoped<IServiceFigures, Features.Tickets.ServiceFiguresReader>().AddScoped<IFollowUpFigures, Features.FollowUps.FollowUpCounts>().AddScoped<CustomerMail>().AddScoped<IHearLostMail, TellLostReply>().AddSingleton<SlaBook>().AddScoped<DueWords>().AddScoped<CustomerCopies>().AddTicketRouting()
        .AddScoped<RuleReader>().AddScoped<RuleActing>().AddScoped<RuleRunner>().AddScoped<RuleWords>()
        .ConfigureDbContext<TicketsDb>(options => options.AddInterceptors(WordsInStatement.Instance)).AddScoped<TicketSearch>().AddScoped<Sharing>().AddScoped<Merging>().AddScoped<Placeholders>().AddScoped<Changing>().AddScoped<Steps>().AddScoped<BulkTickets>()
        .AddScoped<Mentions>().AddScoped<Hearing>().AddScoped<QualitySampler>().AddScoped<CheckRows>().AddStateNames(configuration).AddSingleton(new LiveTopic(DeskMap.Topic, "tickets.read"))
        // By address, like the API's limit: it stops a machine that guesses or writes without end, not a busy office.
        .Configure<RateLimiterOptions>(o => o.AddPolicy(ProgressPage.RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            $"address {context.Connection.RemoteIpAddress}", _ => new FixedWindowRateLimiterOptions { PermitLimit = 60, Window = TimeSpan.FromMinutes(1) })));

    /// <inheritdoc />
    public override void MapApi(ApiRoutes api)
    {
        api.MapTickets();
        api.MapRouting();
        api.MapQuality();
        api.MapGoodwill();
        api.MapRisks();
        api.MapRules();
        api.MapFlow();
    }
}
