using Crm.Contracts.Staff;
using Crm.Platform.Api;
using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Domain;
using Crm.Staff.Features.Access;
using Crm.Staff.Features.Api;
using Crm.Staff.Features.Profile;
using Crm.Staff.Features.Sessions;
using Crm.Staff.Features.Setup;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Staff;

/// <summary>The staff module: who works here, how they sign in, what they may do.</summary>
public sealed class StaffModule : Module
{
    /// <summary>OWASP's advice for PBKDF2 with SHA-512, which is what Identity's hasher uses.</summary>
    const int HashRounds = 210_000;

    /// <inheritdoc />
    public override string Name => "staff";

    /// <inheritdoc />
    public override Type Db => typeof(StaffDb);

    /// <inheritdoc />
    public override IReadOnlyList<Permission> Permissions => [new("staff.manage"), new("settings.manage")];

    /// <inheritdoc />
    public override IReadOnlyList<MenuItem> Menu =>
    [
        new("staff.people", "/staff", "users", "staff.manage", "admin", 10),
        new("staff.organisation.menu", "/teams", "sitemap", "staff.manage", "admin", 20),
        new("staff.roles", "/roles", "shield-lock", "staff.manage", "admin", 30),
    ];

    /// <inheritdoc />
    public override void MapApi(ApiRoutes api) => StaffApi.Map(api);

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<StaffCache>().ConfigureDbContext<StaffDb>(options => options.AddInterceptors(DropWhenSaved.Instance));
        if (configuration.GetValue("Crm:Background", true)) services.AddHostedService<FollowChanges>();
        services.AddSingleton<IRightsSource, RightsSource>();
        services.AddSingleton<IStaffDirectory, StaffDirectory>().AddSingleton<IRoleDirectory, StaffDirectory>();
        services.AddSingleton<Passwords>();
        services.AddScoped<AddressGuard>();
        services.AddSingleton<IPasswordHasher<StaffMember>, PasswordHasher<StaffMember>>();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = configuration.GetValue("Crm:PasswordRounds", HashRounds));
        services.AddSingleton<SecondFactor>();
        services.AddScoped<PasswordMails>().AddScoped<Confirmation>();
        services.AddSingleton<SetupGate>().AddSingleton<IStartupFilter>(s => s.GetRequiredService<SetupGate>());
        services.AddScoped<SeedRoles>().AddScoped<Bootstrap>().AddScoped<IReaderPreferences, ReaderPreferences>();
        services.AddCrmSignIn();
    }
}
