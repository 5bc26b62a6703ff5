using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Staff.Data;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Tickets.Routing;

public sealed class RoutingPagesTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_rule_is_made_changed_and_taken_away_and_an_empty_one_refused()
    {
        var admin = await app.As("admin");
        var empty = await admin.Post("/tickets/settings/routing/rules/new", ("Form.Type", "Repair"), ("Form.Skills", " , "), ("Form.Language", "Ignored"), ("Form.Region", "Ignored"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.Status);
        Assert.NotEmpty(empty.ErrorOf("Form.Skills"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/routing/rules/new", ("Form.Type", "Repair"), ("Form.Skills", "Wiring，ＰＯＷＥＲ"), ("Form.Language", "Required"), ("Form.Region", "Ignored"))).Status);
        var rule = await app.Db<TicketsDb, RoutingRule>(db => db.RoutingRules.SingleAsync(r => r.Type == TicketType.Repair));
        Assert.Equal(["wiring", "power"], rule.Skills);
        Assert.Contains("knows wiring", (await admin.Get("/tickets/settings/routing")).Html, StringComparison.Ordinal);
        var stale = await admin.Get($"/tickets/settings/routing/rules/{rule.Id}");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post($"/tickets/settings/routing/rules/{rule.Id}", ("Form.Skills", "wiring"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Submit(stale, $"/tickets/settings/routing/rules/{rule.Id}", ("Form.Skills", "mine"))).Status);
        Assert.Equal(["wiring"], (await app.Read(await app.Ticket(type: TicketType.Repair))).Needs.Where(n => n[0] != '@'));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(await admin.Get($"/tickets/settings/routing/rules/{rule.Id}"), $"/tickets/settings/routing/rules/{rule.Id}/delete")).Status);
        Assert.Empty((await app.Read(await app.Ticket(type: TicketType.Repair))).Needs);
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "RoutingRule" && a.Action == "ChangeRoutingRule")));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/settings/routing")).Status);
    }

    [Fact]
    public async Task A_team_is_switched_to_automatic_and_its_page_shows_it()
    {
        var admin = await app.As("admin");
        var team = await app.Team("complaints");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post($"/tickets/settings/routing/teams/{team}", ("Form.Mode", "Automatic"))).Status);
        Assert.Contains($"/tickets/routing/team/{team}", (await admin.Get($"/teams/{team}")).Html, StringComparison.Ordinal);
        var panel = await admin.Get($"/tickets/routing/team/{team}", htmx: true);
        Assert.Contains("Automatic", panel.Html, StringComparison.Ordinal);
        Assert.Contains("Qian Wu", panel.Html, StringComparison.Ordinal);
        Assert.Contains($"/tickets/routing/try?Form.TeamId={team}", panel.Html, StringComparison.Ordinal);
        await admin.Post($"/tickets/settings/routing/teams/{team}", ("Form.Mode", "ByHand"));
        Assert.Empty((await app.Db<TicketsDb, List<TeamRouting>>(db => db.TeamRouting.Where(t => t.Mode == RoutingMode.Automatic).ToListAsync())));
        Assert.Equal(HttpStatusCode.NotFound, (await admin.Get("/tickets/settings/routing/teams/999999")).Status);
    }

    [Fact]
    public async Task The_simulation_tells_who_would_get_it_and_why_not_the_others_and_changes_nothing()
    {
        var category = await app.Category("product-support");
        await app.Here("product-support", ("zhou.jie", 3), ("emily.carter", 5));
        await app.Send(new Crm.Tickets.Features.Routing.ChangeRoutingRule.Command { CategoryId = category, Skills = "technical" });
        var supervisor = await app.As("supervisor");
        var before = await Rows();
        var page = await supervisor.Get($"/tickets/routing/try?Form.Type=Inquiry&Form.Priority=Normal&Form.Channel=Web&Form.CategoryId={category}&Form.Language=zh-CN");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var first = page.Text("ol.list-group li");
        Assert.Contains("Jay Zhou", first, StringComparison.Ordinal);
        Assert.Contains("knows technical", first, StringComparison.Ordinal);
        Assert.Contains("chosen as the only one", first, StringComparison.Ordinal);
        Assert.Contains("lacks technical", page.Html, StringComparison.Ordinal);
        Assert.Equal(before, await Rows());
        var ofTeam = await supervisor.Get($"/tickets/routing/try?Form.Type=Inquiry&Form.Priority=Normal&Form.Channel=Web&Form.TeamId={await app.Team("product-support")}");
        Assert.Contains("The team you chose", ofTeam.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("admin")).Get("/tickets/routing/try")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/routing/try")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Get("/tickets/routing/try?Form.CustomerId=999999")).Status);

        var json = await (await app.Api("supervisor")).GetFromJsonAsync<JsonElement>($"/api/v1/routing/simulation?type=inquiry&categoryId={category}&language=zh-CN");
        Assert.Equal("by_hand", json.GetProperty("mode").GetString());
        Assert.Equal(("chosen", await app.Person("zhou.jie")), json.GetProperty("candidates")[0] is var chosen ? (chosen.GetProperty("verdict").GetString(), chosen.GetProperty("staffId").GetInt64()) : default);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync("/api/v1/routing/simulation")).StatusCode);

        Task<(int, int, int)> Rows() => app.Db<TicketsDb, (int, int, int)>(async db => (await db.Tickets.CountAsync(), await db.History.CountAsync(), await db.Audit.CountAsync()));
    }

    [Fact]
    public async Task Another_host_goes_by_a_changed_rule_at_once()
    {
        var elsewhere = new SlaBook();
        Task<RoutingRules> Read() => app.Db<TicketsDb, RoutingRules>(db => elsewhere.ReadRouting(db, default));
        var category = await app.Category("technical-support");
        var before = await Read();
        Assert.Same(before, await Read());
        await app.Send(new Crm.Tickets.Features.Routing.ChangeRoutingRule.Command { CategoryId = category, Skills = "optics" });
        await app.Work("complaints", RoutingMode.Automatic);
        var after = await Read();
        Assert.Equal((0, "optics"), (before.Of(TicketType.Inquiry, category, "en", null).Needs.Length, Assert.Single(after.Of(TicketType.Inquiry, category, "en", null).Needs)));
        Assert.Equal((false, true), (before.Automatic.Contains(await app.Team("complaints")), after.Automatic.Contains(await app.Team("complaints"))));
        await app.Work("complaints", RoutingMode.ByHand);
    }

    [Fact]
    public async Task Skills_and_capacity_are_read_over_the_api()
    {
        var json = await (await app.Api("agent")).GetFromJsonAsync<JsonElement>("/api/v1/staff");
        var agent = json.GetProperty("items").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "Wei Zhang");
        Assert.Contains(agent.GetProperty("skills").EnumerateArray(), s => s.GetString() == "technical:3");
        Assert.Equal(10, agent.GetProperty("capacity").GetInt32());
    }

    [Fact]
    public async Task Skills_are_changed_over_the_api_by_who_manages_staff()
    {
        var (admin, id) = (await app.Api("admin"), await app.Person("wu.qian"));
        var url = $"/api/v1/staff/{id}/skills";
        var first = await admin.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, (await Patch(new { skills = new[] { "optics:2", "zh" }, capacity = 7 }, first.Headers.ETag!.Tag)).StatusCode);
        var changed = (await app.Staff())[id];
        Assert.Equal(["optics:2", "zh"], changed.Skills);
        Assert.Equal((7, 9), (changed.Capacity, changed.Regions.Count));
        Assert.True(await app.Db<StaffDb, bool>(db => db.Outbox.AnyAsync(o => o.Type == "Staff.StaffSkillsChanged")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Patch(new { capacity = 8 }, first.Headers.ETag!.Tag)).StatusCode);
        var tag = (await admin.GetAsync(url)).Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Patch(new { skills = new[] { "a, b" } }, tag)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Patch(new { capacity = -1 }, tag)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync(url)).StatusCode);

        Task<HttpResponseMessage> Patch(object body, string tag)
        {
            var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("If-Match", tag);
            return admin.SendAsync(request);
        }
    }
}
