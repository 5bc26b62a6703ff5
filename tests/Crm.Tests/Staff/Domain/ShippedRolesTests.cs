using Crm.Platform.Modules;
using Crm.Platform.Users;
using Crm.Staff.Data;
using Crm.Staff.Features.Access;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Staff.Domain;

public sealed class ShippedRolesTests(CrmApp app) : IClassFixture<CrmApp>
{
    /// <summary>Rights the shipped table leaves to administrators. A new right lands here by itself: say so, or give it to a role.</summary>
    static readonly string[] Administrators = ["audit.read", "settings.manage", "staff.manage", "system.operate", "tickets.settings", "customers.settings", "surveys.settings", "loyalty.settings", "sales.settings", "knowledge.settings", "privacy.manage", "privacy.erase"];

    [Fact]
    public void Every_right_is_meant_for_somebody()
    {
        var known = app.Services.GetRequiredService<ModuleList>().Permissions.Select(p => p.Name).Distinct();
        Assert.Empty(known.Where(p => !ShippedRoles.Grants.ContainsKey(p)).Except(Administrators));
    }

    [Theory]
    [InlineData("agent", "customers.read", Scope.All), InlineData("agent", "tickets.write", Scope.Team), InlineData("account-manager", "customers.read", Scope.Own), InlineData("supervisor", "tickets.read", Scope.Department)]
    public async Task Shipped_scopes_are_those_of_the_product(string role, string permission, Scope scope) =>
        Assert.Equal(scope, await app.Db<StaffDb, Scope>(db => db.Roles.Where(r => r.Code == role).SelectMany(r => r.Grants).Where(g => g.Permission == permission).Select(g => g.Scope).SingleAsync()));

    [Fact]
    public async Task Administrators_run_the_place_but_do_not_read_customers()
    {
        var held = await app.Db<StaffDb, List<string>>(db => db.Roles.Where(r => r.Code == "administrator").SelectMany(r => r.Grants).Select(g => g.Permission).ToListAsync());
        Assert.Contains("staff.manage", held);
        Assert.DoesNotContain(held, p => p.StartsWith("customers.") && p != "customers.settings");
    }

    [Fact]
    public async Task What_administrators_take_away_stays_away_and_what_is_new_is_given_once()
    {
        await app.Db<StaffDb>(async db =>
        {
            await db.Database.ExecuteSqlRawAsync("delete from staff.grants g using staff.roles r where r.id = g.role_id and r.code = 'analyst' and g.permission = 'dashboard.view'");
            await db.Database.ExecuteSqlRawAsync("delete from staff.grants where permission = 'audit.read'");
            await db.Database.ExecuteSqlRawAsync("delete from staff.seeded_permissions where name = 'audit.read'");
        });
        for (var times = 0; times < 2; times++)
            await app.Scope(async s => { await s.GetRequiredService<StaffDb>().Seed(s, default); return true; });
        Assert.False(await app.Db<StaffDb, bool>(db => db.Roles.Where(r => r.Code == "analyst").AnyAsync(r => r.Grants.Any(g => g.Permission == "dashboard.view"))));
        Assert.Equal(["administrator", "full-access"], await app.Db<StaffDb, List<string?>>(db => db.Roles.Where(r => r.Grants.Any(g => g.Permission == "audit.read")).Select(r => r.Code).OrderBy(c => c).ToListAsync()));
    }
}
