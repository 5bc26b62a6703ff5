using Crm.Contracts.Loyalty;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Loyalty.Features;
using Crm.Loyalty.Features.Api;
using Crm.Loyalty.Features.MemberPage;
using Crm.Loyalty.Features.Programme;
using Crm.Loyalty.Features.Redemptions;
using Crm.Loyalty.Features.Rewards;
using Crm.Loyalty.Features.Tiers;
using Crm.Platform.Api;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Loyalty;

/// <summary>Members, their points as an append-only ledger of lots, rewards and redemptions.</summary>
public sealed class LoyaltyModule : Module
{
    /// <inheritdoc />
    public override string Name => "loyalty";

    /// <inheritdoc />
    public override Type Db => typeof(LoyaltyDb);

    /// <inheritdoc />
    public override IReadOnlyList<string> Knows => ["Care", "Customers", "Staff", "Surveys", "Tickets"];

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions => [new("loyalty.read", Scoped: true), new("loyalty.write", Scoped: true), new("loyalty.redeem", Scoped: true), new("rewards.manage"), new("loyalty.adjust", Scoped: true), new("loyalty.approve", Scoped: true), new("loyalty.verify"), new("loyalty.programme"), new("loyalty.tier", Scoped: true), new("loyalty.liability", Scoped: true), new("rewards.fulfil", Scoped: true), new("ideas.manage")];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("loyalty.members", "/loyalty/members", "medal", "loyalty.read", "growth", 10),
        new("loyalty.rewards", "/loyalty/rewards", "gift", "loyalty.read", "growth", 11),
        new("loyalty.fulfilment", "/loyalty/fulfilment", "package", "loyalty.read", "growth", 13),
        new("loyalty.ideas", "/loyalty/ideas", "bulb", "ideas.manage", "growth", 14),
        new("loyalty.coupons", "/loyalty/coupons", "ticket", "loyalty.read", "growth", 12),
        new("loyalty.adjustments", "/loyalty/adjustments", "coins", "loyalty.adjust", "growth", 13, "/loyalty/adjustments/count"),
        new("loyalty.verify", "/loyalty/ledger", "scale", "loyalty.verify", "admin", 80),
        new("loyalty.programme", "/loyalty/programme", "coins", "loyalty.read", "growth", 14),
        new("loyalty.tiers", "/loyalty/tiers", "award", "loyalty.read", "growth", 15),
        new("loyalty.liability", "/loyalty/liability", "report-money", "loyalty.liability", "growth", 16),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<Panel> Panels =>
    [
        new("customer", "loyalty.panel", "/loyalty/panel/{id}", "loyalty.read", 60, 6),
        new("dashboard", "loyalty.points", "/loyalty/dashboard", "loyalty.read", 90, 6),
    ];

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<LoyaltyTerms>(configuration.GetSection("Crm:Loyalty"));
        services.AddScoped<Earning>().AddScoped<Features.Coupons.SurveyCoupons>().AddScoped<OrderEarning>().AddScoped<Refunds>().AddScoped<Programmes>().AddScoped<Standings>().AddScoped<TierProgresses>().AddScoped<RuleWords>().AddScoped<ProgrammeDemo>();
        services.AddScoped<LedgerProof>();
        services.AddScoped<Features.Adjustments.AdjustmentBooking>();
        services.AddScoped<Features.Statements.StatementWords>();
        services.AddScoped<Features.Statements.StatementPdf>();
        services.AddScoped<IMemberDirectory, MemberDirectory>();
        services.AddScoped<ICouponDirectory, Features.Coupons.CouponDirectory>();
        services.AddScoped<Redeeming>().AddScoped<TierBook>().AddScoped<MemberDoor>().AddScoped<LinkMails>();
        services.Configure<RateLimiterOptions>(MemberLimits.Add);
    }

    /// <inheritdoc />
    public override void MapApi(ApiRoutes api)
    {
        LoyaltyApi.Map(api);
        LedgerApi.Map(api);
        ProgrammeApi.Map(api);
        RewardsApi.Map(api);
    }

    /// <inheritdoc />
    public override void MapEndpoints(IEndpointRouteBuilder routes) => routes.MapPictures();
}
