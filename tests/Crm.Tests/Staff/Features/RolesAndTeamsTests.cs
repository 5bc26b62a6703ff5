using System.Net;
using Crm.Staff.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Staff.Features;

public sealed class RolesAndTeamsTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Granting_and_taking_a_right_counts_from_the_next_request()
    {
        var (admin, agent) = (await app.As("admin"), await app.As("agent"));
        var id = await app.Db<StaffDb, long>(db => db.Roles.Where(r => r.Code == "agent").Select(r => r.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get("/staff")).Status);
        var open = await admin.Get($"/roles/{id}");
        Assert.Equal("/roles", (await admin.Submit(open, $"/roles/{id}", ("Form.Grants[staff.manage]", "All"))).Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await agent.Get("/staff")).Status);
        Assert.True(await app.Db<StaffDb, bool>(db => db.Roles.AnyAsync(r => r.Id == id && r.Grants.Any(g => g.Permission == "customers.write" && g.Scope == Crm.Platform.Users.Scope.Team))));
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Submit(open, $"/roles/{id}", ("Form.Grants[staff.manage]", ""))).Status);
        await admin.Post($"/roles/{id}", ("Form.Grants[staff.manage]", ""));
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get("/staff")).Status);
        Assert.True(await app.Db<StaffDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "SaveRole" && a.Entity == "Grant" && a.Change == "created")));
    }

    [Fact]
    public async Task A_role_is_made_refused_when_wrong_and_deleted_when_nobody_holds_it()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/roles/new", ("Form.Name", ""))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/roles/new", ("Form.Name", "x"), ("Form.Grants[staff.manage]", "Own"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/roles/new", ("Form.Name", "x"), ("Form.Grants[no.such]", "All"))).Status);
        Assert.Equal("/roles", (await admin.Post("/roles/new", ("Form.Name", "质检员"), ("Form.EnglishName", "Auditor"), ("Form.Grants[tickets.read]", "Department"))).Location?.OriginalString);
        var id = await app.Db<StaffDb, long>(db => db.Roles.Where(r => r.Name == "质检员").Select(r => r.Id).SingleAsync());
        Assert.Contains("Auditor", (await admin.Get("/roles")).Html);
        Assert.Equal("/roles", (await admin.Post($"/roles/{id}/delete")).Location?.OriginalString);
        var held = await app.Db<StaffDb, long>(db => db.Roles.Where(r => r.Code == "agent").Select(r => r.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"/roles/{held}/delete")).Status);
    }

    [Fact]
    public async Task The_last_role_that_manages_staff_keeps_its_right()
    {
        var admin = await app.As("admin");
        await app.Db<StaffDb>(db => db.Database.ExecuteSqlRawAsync("delete from staff.grants g using staff.roles r where r.id = g.role_id and r.code <> 'administrator' and g.permission = 'staff.manage'"));
        var id = await app.Db<StaffDb, long>(db => db.Roles.Where(r => r.Code == "administrator").Select(r => r.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"/roles/{id}", ("Form.Grants[staff.manage]", ""))).Status);
        Assert.Equal(HttpStatusCode.OK, (await admin.Get("/staff")).Status);
    }

    [Fact]
    public async Task Departments_and_teams_are_made_changed_and_deleted_when_empty()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/departments/new", ("Form.Name", " "))).Status);
        await admin.Post("/departments/new", ("Form.Name", "物流部"), ("Form.EnglishName", "Logistics"));
        var department = await app.Db<StaffDb, long>(db => db.Departments.Where(d => d.Name == "物流部").Select(d => d.Id).SingleAsync());
        var bad = await admin.Post("/teams/new", ("Form.DepartmentId", department.ToString()), ("Form.Name", "Dispatch"), ("Form.Code", "Not A Code"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.Code"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/teams/new", ("Form.DepartmentId", department.ToString()), ("Form.Name", "Dispatch"), ("Form.Code", "complaints"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/teams/new", ("Form.DepartmentId", "999"), ("Form.Name", "Dispatch"))).Status);
        Assert.Equal("/teams", (await admin.Post("/teams/new", ("Form.DepartmentId", department.ToString()), ("Form.Name", "Dispatch"), ("Form.Code", "dispatch"))).Location?.OriginalString);
        var team = await app.Db<StaffDb, long>(db => db.Teams.Where(t => t.Code == "dispatch").Select(t => t.Id).SingleAsync());
        Assert.Equal("/teams", (await admin.Post($"/teams/{team}", ("Form.Name", "发运组"))).Location?.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"/departments/{department}/delete")).Status);
        Assert.Equal("/teams", (await admin.Post($"/teams/{team}/delete")).Location?.OriginalString);
        Assert.Equal("/teams", (await admin.Post($"/departments/{department}/delete")).Location?.OriginalString);
        var used = await app.Db<StaffDb, long>(db => db.Teams.Where(t => t.Code == "complaints").Select(t => t.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"/teams/{used}/delete")).Status);
    }
}
