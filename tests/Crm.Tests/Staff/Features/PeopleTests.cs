using System.Net;
using System.Text.RegularExpressions;
using Crm.Contracts.Staff;
using Crm.Staff.Data;
using Crm.Staff.Features.Absences;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Staff.Features;

public sealed class PeopleTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Theory]
    [InlineData("/staff"), InlineData("/staff/new"), InlineData("/staff/1"), InlineData("/staff/1/edit"), InlineData("/staff/1/absence"), InlineData("/staff/1/deactivate"), InlineData("/staff/1/reactivate"), InlineData("/staff/1/invite")]
    [InlineData("/staff/1/end-sessions"), InlineData("/staff/1/reset-factor"), InlineData("/roles"), InlineData("/roles/new"), InlineData("/roles/1"), InlineData("/teams"), InlineData("/teams/new"), InlineData("/teams/1"), InlineData("/departments/new"), InlineData("/departments/1")]
    public async Task Only_who_manages_staff_gets_in(string url)
    {
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("admin")).Get(url)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get(url)).Status);
        Assert.StartsWith("http://localhost/sign-in?returnUrl=", (await app.Anonymous().Get(url)).Location?.ToString());
    }

    [Theory]
    [InlineData("/staff/999"), InlineData("/staff/999/edit"), InlineData("/roles/999"), InlineData("/teams/999"), InlineData("/departments/999")]
    public async Task What_does_not_exist_is_not_found(string url) => Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("admin")).Get(url)).Status);

    [Fact]
    public async Task A_new_colleague_is_invited_and_signs_in()
    {
        var admin = await app.As("admin");
        var bad = await admin.Post("/staff/new", ("Form.Name", ""), ("Form.Email", "no mail"), ("Form.Capacity", "many"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("no mail", bad.ValueOf("Form.Email"));
        Assert.Equal("many", bad.ValueOf("Form.Capacity"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/staff/new", ("Form.Name", "Twin"), ("Form.Email", "AGENT@demo.test"), ("Form.RoleIds", await RoleId("agent")))).Status);

        var team = await TeamId("complaints");
        var added = await admin.Post("/staff/new", ("Form.Name", "何雨"), ("Form.EnglishName", "Yu He"), ("Form.Email", "yu.he@demo.test"), ("Form.RoleIds", await RoleId("agent")), ("Form.TeamIds", await TeamId("product-support")), ("Form.MainTeamId", team), ("Form.Skills", "产品，english"));
        Assert.Equal(HttpStatusCode.Redirect, added.Status);
        var person = (await Everyone()).Values.Single(p => p.Email == "yu.he@demo.test");
        Assert.Equal(team, person.TeamIds[0].ToString());
        Assert.Equal(2, person.TeamIds.Count);
        Assert.Equal(["产品", "english"], person.Skills);

        var mail = await app.Db<StaffDb, string>(db => db.Mail.Where(m => m.ToAddress == "yu.he@demo.test").Select(m => m.TextBody).SingleAsync());
        var link = Regex.Match(mail, @"/sign-in/reset\?token=\S+").Value;
        var newcomer = app.Anonymous();
        await newcomer.Post(link, ("Form.Password", "three green parrots"), ("Form.Again", "three green parrots"));
        Assert.Equal("/", (await newcomer.Post("/sign-in", ("Form.Email", "yu.he@demo.test"), ("Form.Password", "three green parrots"))).Location?.OriginalString);
    }

    [Fact]
    public async Task Changing_roles_and_teams_counts_from_the_next_request_and_tells_the_others()
    {
        var (admin, person) = (await app.As("admin"), await app.As("zheng.kai"));
        var id = await IdOf("zheng.kai");
        Assert.Equal(HttpStatusCode.Forbidden, (await person.Get("/staff")).Status);
        var open = await admin.Get($"/staff/{id}/edit");
        Assert.Equal($"/staff/{id}", (await admin.Submit(open, $"/staff/{id}/edit", ("Form.RoleIds", await RoleId("administrator")), ("Form.TeamIds", await TeamId("research")), ("Form.MainTeamId", null))).Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await person.Get("/staff")).Status);
        var team = long.Parse(await TeamId("research"));
        Assert.Contains(await Raised<StaffTeamsChanged>(), e => e.StaffId == id && e.TeamId == team);

        var stale = await admin.Submit(open, $"/staff/{id}/edit", ("Form.Name", "Somebody else"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
    }

    [Fact]
    public async Task Deactivating_ends_sessions_and_tokens_and_tells_the_others()
    {
        var (admin, person, api) = (await app.As("admin"), await app.As("emily.carter"), await app.Api("emily.carter"));
        var id = await IdOf("emily.carter");
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/me")).StatusCode);
        await admin.Post($"/staff/{id}/deactivate");
        Assert.Equal(HttpStatusCode.Redirect, (await person.Get("/profile")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/v1/me")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.Anonymous().Post("/sign-in", ("Form.Email", "emily.carter@demo.test"), ("Form.Password", Crm.Staff.Features.Demo.DemoStaff.Password))).Status);
        Assert.Contains(await Raised<StaffAvailabilityChanged>(), e => e.StaffId == id && !e.Active && !e.Available);
        await admin.Post($"/staff/{id}/reactivate");
        Assert.Contains(await Raised<StaffAvailabilityChanged>(), e => e.StaffId == id && e.Active && e.Available);
        await app.As("emily.carter");
    }

    [Fact]
    public async Task Nobody_shuts_the_last_door()
    {
        var admin = await app.As("admin");
        var id = await IdOf("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"/staff/{id}/deactivate")).Status);
        await app.Db<StaffDb>(db => db.Database.ExecuteSqlRawAsync($"delete from staff.member_roles where role_id = {AdministratorRole(db)} and staff_member_id <> {id}"));
        var without = await admin.Post($"/staff/{id}/edit", ("Form.RoleIds", await RoleId("agent")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.Status);
        Assert.Equal(HttpStatusCode.OK, (await admin.Get("/staff")).Status);
    }

    static long AdministratorRole(StaffDb db) => db.Roles.Single(r => r.Code == "administrator").Id;

    [Fact]
    public async Task An_absence_begins_and_ends_by_itself_and_names_the_substitute()
    {
        var browser = await app.As("wu.qian");
        var (id, substitute) = (await IdOf("wu.qian"), await IdOf("zhou.jie"));
        var now = app.Clock.Now;
        string At(TimeSpan offset) => (now + offset).ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-ddTHH:mm");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/profile/absence", ("Form.From", At(TimeSpan.FromHours(3))), ("Form.Until", At(TimeSpan.FromHours(2))))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/profile/absence", ("Form.From", At(TimeSpan.FromHours(1))), ("Form.Until", At(TimeSpan.FromHours(2))), ("Form.SubstituteId", id.ToString()))).Status);
        Assert.Equal("/profile/absence", (await browser.Post("/profile/absence", ("Form.From", At(TimeSpan.FromHours(1))), ("Form.Until", At(TimeSpan.FromHours(2))), ("Form.SubstituteId", substitute.ToString()))).Location?.OriginalString);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Post("/profile/absence", ("Form.From", At(TimeSpan.FromHours(1.5))), ("Form.Until", At(TimeSpan.FromHours(3))))).Status);

        await Sweep();
        Assert.True((await Everyone())[id].Available);
        app.Clock.Now = now.AddHours(1.5);
        await Sweep();
        await Sweep();
        var away = (await Everyone())[id];
        Assert.Equal((false, substitute), (away.Available, away.SubstituteId));
        app.Clock.Now = now.AddHours(2);
        await Sweep();
        Assert.True((await Everyone())[id].Available);
        Assert.Equal([false, true], (await Raised<StaffAvailabilityChanged>()).Where(e => e.StaffId == id).Select(e => e.Available));
        app.Clock.Now = now;
    }

    [Fact]
    public async Task Going_away_and_coming_back_by_the_switch()
    {
        var browser = await app.As("manager");
        var id = await IdOf("manager");
        await browser.Submit(await browser.Get("/profile/absence"), "/profile/away", ("away", "true"));
        Assert.False((await Everyone())[id].Available);
        await browser.Submit(await browser.Get("/profile/absence"), "/profile/away", ("away", "false"));
        Assert.True((await Everyone())[id].Available);
    }

    [Fact]
    public async Task The_list_filters_and_the_picker_finds()
    {
        var admin = await app.As("admin");
        var found = await admin.Get("/staff?q=zhang");
        Assert.Contains("agent@demo.test", found.Html);
        Assert.DoesNotContain("analyst@demo.test", found.Html);
        Assert.DoesNotContain("agent@demo.test", (await admin.Get($"/staff?role={await RoleId("analyst")}&q=")).Html);
        Assert.Contains("Wei Zhang", (await (await app.As("agent")).Get("/staff/pick?q=zhang")).Html);
        Assert.Contains("张伟", (await (await app.As("agent", "zh-CN")).Get("/staff/pick?q=张")).Html);
    }

    async Task Sweep()
    {
        await app.Scope(async s => { await ActivatorUtilities.CreateInstance<SettleAvailability>(s).Run(default); return true; });
    }

    Task<IReadOnlyDictionary<long, StaffFacts>> Everyone()
    {
        app.Services.GetRequiredService<Crm.Staff.Features.Access.StaffCache>().Drop(); // its ten seconds are real ones, not those of the test's clock
        return app.Services.GetRequiredService<IStaffDirectory>().Everyone(default);
    }

    async Task<List<T>> Raised<T>() => [.. (await app.Db<StaffDb, List<string>>(db => db.Outbox.Where(o => o.Type == "Staff." + typeof(T).Name).OrderBy(o => o.Id).Select(o => o.Payload).ToListAsync()))
        .Select(p => System.Text.Json.JsonSerializer.Deserialize<T>(p, Crm.Platform.Events.EventTypes.Json)!)];

    Task<long> IdOf(string person) => app.Db<StaffDb, long>(db => db.Members.Where(m => m.Email == person + "@demo.test").Select(m => m.Id).SingleAsync());

    async Task<string> RoleId(string code) => (await app.Db<StaffDb, long>(db => db.Roles.Where(r => r.Code == code).Select(r => r.Id).SingleAsync())).ToString();

    async Task<string> TeamId(string code) => (await app.Db<StaffDb, long>(db => db.Teams.Where(t => t.Code == code).Select(t => t.Id).SingleAsync())).ToString();
}
