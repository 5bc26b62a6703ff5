using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.Files;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

public sealed class SettingsTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Targets_are_changed_and_audited_and_bad_ones_refused()
    {
        var admin = await app.As("admin");
        var bad = await admin.Post("/tickets/settings/policies/1", ("Form.FirstResponse", "soon"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.FirstResponse"));
        Assert.Equal("soon", bad.ValueOf("Form.FirstResponse"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/policies/1", ("Form.FirstResponse", "1h"))).Status);
        var id = await app.Ticket(type: TicketType.Complaint);
        Assert.Equal(app.Clock.Now.AddHours(1), (await app.Read(id)).Clocks.Single(c => c.Kind == ClockKind.FirstResponse).DueAt);
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "SlaPolicy" && a.Action == "ChangePolicy")));
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Jobs.AnyAsync(j => j.Title == "tickets.job.promise_anew")));
    }

    [Fact]
    public async Task A_make_up_day_and_a_week_are_kept()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/tickets/settings/calendars/1/days/new", ("Form.Date", "2026-10-10"), ("Form.Name", "调休"), ("Form.Slots", "all day"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/calendars/1/days/new", ("Form.Date", "2026-10-10"), ("Form.Name", "调休"), ("Form.Slots", "09:00-18:00"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/calendars/1/days/new", ("Form.Date", "2026-10-10"), ("Form.Name", "调休"), ("Form.Slots", "09:00-17:00"))).Status);
        var calendar = await app.Db<TicketsDb, Crm.Tickets.Domain.Calendar>(db => db.Calendars.Include(c => c.Days).SingleAsync());
        Assert.Equal("09:00-17:00", Assert.Single(calendar.Days).Slots);
        var refused = await admin.Post("/tickets/settings/calendars/1", ("Form.Zone", "Mars/Crater"), ("Form.Week[0]", "18:00-09:00"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.Zone"));
        Assert.NotEmpty(refused.ErrorOf("Form.Week[0]"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/calendars/1", ("Form.Week[5]", "10:00-12:00"))).Status);
        Assert.Equal("10:00-12:00", (await app.Db<TicketsDb, Crm.Tickets.Domain.Calendar>(db => db.Calendars.SingleAsync())).Week[5]);
    }

    [Fact]
    public async Task Categories_are_added_and_never_stand_below_themselves()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/categories/new", ("Form.Name", "Spare parts"), ("Form.NameZh", "备件"), ("Form.ParentId", "1"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/tickets/settings/categories/1", ("Form.ParentId", "5"))).Status);
        Assert.Contains("备件", (await (await app.As("admin", "zh-CN")).Get("/tickets/settings")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_by_a_category_finds_what_stands_anywhere_below_it()
    {
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/categories/new", ("Form.Name", "Fault of the pump"), ("Form.NameZh", "水泵故障"), ("Form.ParentId", "5"))).Status);
        var pump = await app.Db<TicketsDb, long>(db => db.Categories.Where(c => c.Name == "Fault of the pump").Select(c => c.Id).SingleAsync());
        var api = await app.Api("supervisor");
        var created = await api.PostAsJsonAsync("/api/v1/tickets", new { customerId = await app.Customer(), type = "inquiry", channel = "web", subject = "It leaks", description = "x", categoryId = pump });
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        foreach (var (category, finds) in new[] { (1L, true), (5, true), (pump, true), (2, false) })
        {
            var found = (await api.GetFromJsonAsync<JsonElement>($"/api/v1/tickets?categoryId={category}")).GetProperty("items").EnumerateArray().Select(t => t.GetProperty("id").GetInt64());
            Assert.Equal(finds, found.Contains(id));
        }
        Assert.Contains((await api.GetFromJsonAsync<JsonElement>("/api/v1/ticket-categories")).GetProperty("items").EnumerateArray(), c => c.GetProperty("id").GetInt64() == pump && c.GetProperty("parentId").GetInt64() == 5);
    }

    [Fact]
    public async Task Causes_and_resolutions_are_added_renamed_and_no_longer_offered()
    {
        var admin = await app.As("admin");
        Assert.Contains("/tickets/settings/codes/entry?kind=Cause", (await admin.Get("/tickets/settings")).Html, StringComparison.Ordinal);
        var refused = await admin.Post("/tickets/settings/codes/entry?kind=Cause", ("Form.Name", "Wrong delivery"), ("Form.NameZh", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.NameZh"));
        Assert.Equal("Wrong delivery", refused.ValueOf("Form.Name"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/codes/entry?kind=Cause", ("Form.Name", "Wrong delivery"), ("Form.NameZh", "错发"))).Status);
        var cause = await Code("Wrong delivery");
        Assert.True(await app.Db<TicketsDb, bool>(db => db.Audit.AnyAsync(a => a.Entity == "Code" && a.Action == "ChangeCode")));

        var (agent, ticket) = (await app.As("agent", "zh-CN"), await app.Ticket());
        Assert.Contains("错发", (await agent.Get($"/tickets/{ticket}/resolve")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/{ticket}/resolve", ("Form.Note", "Sent again"), ("Form.CauseId", $"{cause}"), ("Form.ResolutionId", "10"))).Status);

        Assert.Equal(HttpStatusCode.Found, (await admin.Post($"/tickets/settings/codes/entry/{cause}", ("Form.Name", "Mixed up"), ("Form.NameZh", "发错货"), ("Form.Active", "false"))).Status);
        Assert.Contains("发错货", (await agent.Get($"/tickets/{ticket}")).Text("main"), StringComparison.Ordinal);
        Assert.DoesNotContain("发错货", (await agent.Get($"/tickets/{await app.Ticket()}/resolve")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get("/tickets/settings/codes/entry")).Status);

        Task<long> Code(string name) => app.Db<TicketsDb, long>(db => db.Codes.Where(c => c.Name == name).Select(c => c.Id).SingleAsync());
    }

    [Fact]
    public async Task Programs_read_and_change_codes_and_the_last_of_a_kind_stays()
    {
        var (api, agent) = (await app.Api("admin"), await app.Api("agent"));
        var resolutions = (await agent.GetFromJsonAsync<JsonElement>("/api/v1/ticket-codes")).GetProperty("items").EnumerateArray().Where(c => c.GetProperty("kind").GetString() == "resolution").Select(c => c.GetProperty("id").GetInt64()).ToList();
        Assert.Equal(7, resolutions.Count);
        try
        {
            foreach (var id in resolutions[1..]) Assert.Equal(HttpStatusCode.OK, (await Patch(id, new { active = false })).StatusCode);
            var last = await Patch(resolutions[0], new { active = false });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, last.StatusCode);
            Assert.Contains("One of them must stay offered", await last.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            var made = await api.PostAsJsonAsync("/api/v1/ticket-codes", new { kind = "resolution", name = "Escalated", nameZh = "已升级" });
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await Patch(resolutions[0], new { active = false })).StatusCode);
        }
        finally { foreach (var id in resolutions) await Patch(id, new { active = true }); }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/ticket-codes", new { name = "Neither", nameZh = "都不是" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.PostAsJsonAsync("/api/v1/ticket-codes", new { kind = "cause", name = "x", nameZh = "x" })).StatusCode);

        async Task<HttpResponseMessage> Patch(long id, object body)
        {
            var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/ticket-codes/{id}") { Content = JsonContent.Create(body) };
            request.Headers.IfMatch.Add((await api.GetAsync($"/api/v1/ticket-codes/{id}")).Headers.ETag!);
            return await api.SendAsync(request);
        }
    }

    [Fact]
    public async Task Agents_may_not() => Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/settings")).Status);

    [Fact]
    public async Task A_file_is_read_by_those_who_may_read_its_ticket()
    {
        var file = await app.Scope(async s => await s.GetRequiredService<IFiles>().Save(new MemoryStream("hello"u8.ToArray()), "note.txt", default));
        var id = await app.Ticket();
        await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "See file", Files = [file.Id] }, "agent");
        var agent = await app.As("agent");
        Assert.Contains("note.txt", (await agent.Get($"/tickets/{id}")).Html, StringComparison.Ordinal);
        var answer = await agent.Get($"/tickets/{id}/files/{file.Id}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("attachment", answer.Response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("wu.qian")).Get($"/tickets/{id}/files/{file.Id}")).Status);
        var other = await app.Ticket();
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/tickets/{other}/files/{file.Id}")).Status);
    }

    [Fact]
    public async Task Where_articles_come_first_they_stand_under_the_subject_of_a_new_ticket_and_first_beside_it()
    {
        var api = await app.Api("supervisor");
        async Task<List<long>> First() => [.. (await api.GetFromJsonAsync<JsonElement>("/api/v1/ticket-categories")).GetProperty("items").EnumerateArray().Where(c => c.GetProperty("articlesFirst").GetBoolean()).Select(c => c.GetProperty("id").GetInt64())];
        Assert.Equal([3L], await First()); // product usage, as shipped
        var agent = await app.As("agent");
        var form = await agent.Get("/tickets/new");
        async Task<string?> Asked(string category, string subject)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/tickets/articles") { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", form.ValueOf("__RequestVerificationToken")), new("Form.CategoryId", category), new("Form.Subject", subject)]) };
            return (await agent.Send(request)).Document.QuerySelector("[hx-get]")?.GetAttribute("hx-get");
        }
        Assert.Equal("/knowledge/answers?q=How%20to%20print%20%26%20fold", await Asked("11", "How to print & fold")); // below product usage
        Assert.Null(await Asked("11", " "));
        Assert.Null(await Asked("5", "How to print"));
        Assert.Null(await Asked("", "How to print"));

        async Task<string> FirstPanel(long category)
        {
            var made = await api.PostAsJsonAsync("/api/v1/tickets?allowDuplicate=true", new { customerId = await app.Customer(), type = "inquiry", channel = "web", subject = "How to print", description = "x", categoryId = category });
            var page = await (await app.As("supervisor")).Get($"/tickets/{(await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64()}");
            Assert.Single(page.Document.QuerySelectorAll("[hx-get^='/knowledge/tickets/']"));
            return page.Document.QuerySelectorAll("[data-panel]")[0].GetAttribute("hx-get")!;
        }
        Assert.StartsWith("/knowledge/", await FirstPanel(11), StringComparison.Ordinal);
        Assert.DoesNotContain("/knowledge/", await FirstPanel(5), StringComparison.Ordinal);

        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/categories/5", ("Form.ArticlesFirst", "true"))).Status);
        Assert.Equal([3L, 5L], (await First()).Order());
        Assert.NotNull(await Asked("5", "How to print"));
        Assert.Contains(await app.Db<TicketsDb, List<string?>>(db => db.Audit.Where(a => a.Entity == "Category" && a.EntityId == 5).Select(a => a.After).ToListAsync()), after => after!.Contains("rticlesFirst", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/categories/5", ("Form.ArticlesFirst", "false"))).Status);
        Assert.Equal([3L], await First());
    }
}
