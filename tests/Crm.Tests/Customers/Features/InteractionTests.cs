using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Interactions;
using Crm.Customers.Features.ToDos;
using Crm.Platform.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Features;

/// <summary>Files of interactions, to-dos that change, and both through the API.</summary>
public sealed class InteractionTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> Customer(string name, string @as = "manager") => app.Send(new RegisterCustomer.Command { Name = name, Kind = CustomerKind.Individual, AllowDuplicate = true }, @as);

    [Fact]
    public async Task Files_come_with_an_interaction_and_are_read_by_who_reads_the_customer()
    {
        var customer = await Customer("周伯通");
        var manager = await app.As("manager");
        var logged = await Upload(manager, $"/customers/{customer}/interactions/new", ("报价单.txt", "一百两"), ("plan.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"));
        Assert.Equal(HttpStatusCode.Redirect, logged.Status);
        var interaction = await app.Db<CustomersDb, Interaction>(db => db.Interactions.SingleAsync(i => i.CustomerId == customer));
        Assert.Equal(2, interaction.FileIds.Count);

        var page = await manager.Get($"/interactions/{interaction.Id}");
        Assert.Contains("报价单.txt", page.Html);
        var link = $"/interactions/{interaction.Id}/files/{interaction.FileIds[0]}";
        var file = await manager.Get(link);
        Assert.Equal("一百两", file.Html);
        Assert.StartsWith("attachment", file.Response.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        var drawing = await manager.Get($"/interactions/{interaction.Id}/files/{interaction.FileIds[1]}");
        Assert.StartsWith("attachment", drawing.Response.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.Contains("nosniff", drawing.Response.Headers.GetValues("X-Content-Type-Options"));

        // Not through another interaction, not by whoever may not read the customer, not by a form that names it.
        var other = await app.Send(new LogInteraction.Command { CustomerId = await Customer("王重阳"), Summary = "x" }, "manager");
        Assert.Equal(HttpStatusCode.NotFound, (await manager.Get($"/interactions/{other}/files/{interaction.FileIds[0]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("zheng.kai")).Get(link)).Status);
        await manager.Post($"/interactions/{other}/edit", ("Form.Files[0]", $"{interaction.FileIds[0]}"), ("Form.Files", $"{interaction.FileIds[0]}"));
        Assert.Empty(await app.Db<CustomersDb, List<Guid>>(db => db.Interactions.Where(i => i.Id == other).Select(i => i.FileIds).SingleAsync()));

        var edited = await manager.Post($"/interactions/{interaction.Id}/edit", ("Form.Removed", $"{interaction.FileIds[0]}"));
        Assert.Equal(HttpStatusCode.Redirect, edited.Status);
        Assert.Equal([interaction.FileIds[1]], await app.Db<CustomersDb, List<Guid>>(db => db.Interactions.Where(i => i.Id == interaction.Id).Select(i => i.FileIds).SingleAsync()));
        Assert.Equal(HttpStatusCode.NotFound, (await manager.Get(link)).Status);
    }

    [Fact]
    public async Task A_to_do_is_put_off_handed_over_and_its_owner_reminded_anew()
    {
        var customer = await Customer("欧阳锋");
        var id = await app.Send(new AddToDo.Command { CustomerId = customer, What = "send", DueAt = app.Clock.Now.AddHours(1) }, "manager");
        await Remind();
        Assert.NotNull((await ToDo(id)).RemindedAt);

        var manager = await app.As("manager");
        var mine = await manager.Get($"/todos/{id}/edit");
        Assert.Equal("send", mine.ValueOf("Form.What"));
        var bad = await manager.Post($"/todos/{id}/edit", ("Form.What", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.What"));
        Assert.Equal(HttpStatusCode.Redirect, (await manager.Post($"/todos/{id}/edit", ("Form.What", "send the offer"), ("Form.DueAt", "2026-06-10T09:00"))).Status);
        var stale = await manager.Submit(mine, $"/todos/{id}/edit", ("Form.What", "something else"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("send the offer", stale.Html);

        var toDo = await ToDo(id);
        Assert.Equal(("send the offer", new DateTimeOffset(2026, 6, 10, 1, 0, 0, TimeSpan.Zero), null), (toDo.What, toDo.DueAt, toDo.RemindedAt));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("zheng.kai")).Get($"/todos/{id}/edit")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get($"/todos/{id}/edit")).Status);
        await manager.Post($"/todos/{id}/close", ("Form.Result", "done"));
        var closed = await manager.Submit(await manager.Get($"/todos/{id}/edit"), $"/todos/{id}/edit", ("Form.What", "again"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, closed.Status);
        Assert.Contains("done", (await manager.Get($"/todos/{id}/close")).Html);
    }

    [Fact]
    public async Task What_is_due_today_rings_the_bell_in_the_morning_and_is_in_the_mail_of_the_day()
    {
        var customer = await Customer("裘千仞");
        app.Clock.Now = new(2026, 3, 5, 0, 5, 0, TimeSpan.Zero); // five past eight in Shanghai
        await app.Send(new AddToDo.Command { CustomerId = customer, What = "ring about the iron palm", DueAt = app.Clock.Now.AddHours(9) }, "manager");
        await Remind();
        Assert.Contains("ring about the iron palm", (await (await app.As("manager")).Get("/notifications")).Html);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.Scope(async s =>
        {
            await s.GetRequiredService<Crm.Platform.Features.Notifications.SendDigest>().Run(default);
            return 0;
        });
        var mail = await app.Db<PlatformDb, MailRow>(db => db.Mail.SingleAsync(m => m.ToAddress == "manager@demo.test" && m.Purpose == "staff.digest"));
        Assert.Contains("ring about the iron palm", mail.TextBody);
    }

    [Fact]
    public async Task To_dos_through_the_API()
    {
        var customer = await Customer("段智兴");
        var api = await app.Api("manager");
        var made = await api.PostAsJsonAsync("/api/v1/todos", new { customerId = customer, what = "visit", dueAt = "2026-03-10T01:00:00Z" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var (id, tag) = ((await Json(made)).GetProperty("id").GetInt64(), made.Headers.ETag!.Tag);
        Assert.Equal((HttpStatusCode)428, (await Patch(api, $"/api/v1/todos/{id}", new { what = "call" }, null)).StatusCode);
        var patched = await Patch(api, $"/api/v1/todos/{id}", new { what = "call" }, tag);
        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        var body = await Json(patched);
        Assert.Equal(("call", "2026-03-10T01:00:00Z"), (body.GetProperty("what").GetString(), body.GetProperty("dueAt").GetString()));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Patch(api, $"/api/v1/todos/{id}", new { what = "stale" }, tag)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Patch(api, $"/api/v1/todos/{id}", new { what = "" }, patched.Headers.ETag!.Tag)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/todos", new { customerId = customer, what = "no date" })).StatusCode);
        Assert.Contains((await Json(await api.GetAsync("/api/v1/todos?view=mine&limit=200"))).GetProperty("items").EnumerateArray(), t => t.GetProperty("id").GetInt64() == id);
        var closed = await Json(await api.PostAsJsonAsync($"/api/v1/todos/{id}/close", new { result = "went well" }));
        Assert.Equal((false, "went well"), (closed.GetProperty("isOpen").GetBoolean(), closed.GetProperty("result").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("zheng.kai")).GetAsync($"/api/v1/todos/{id}")).StatusCode);
    }

    [Fact]
    public async Task Interactions_through_the_API_within_ones_reach()
    {
        var (own, others) = (await Customer("穆念慈"), await Customer("杨康", "zheng.kai"));
        var api = await app.Api("manager");
        var made = await api.PostAsJsonAsync("/api/v1/interactions", new { customerId = own, type = "visit", need = "a bigger boat", promise = "an offer by Friday", outcome = "to_follow_up", toDos = new[] { new { what = "offer", dueAt = "2026-03-06T09:00:00Z" } } });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = await Json(made);
        Assert.Equal("offer", body.GetProperty("toDos")[0].GetProperty("what").GetString());
        await app.Send(new LogInteraction.Command { CustomerId = others, Summary = "not for the manager" }, "zheng.kai");
        var patched = await Patch(api, $"/api/v1/interactions/{body.GetProperty("id")}", new { outcome = "resolved" }, made.Headers.ETag!.Tag);
        Assert.Equal("resolved", (await Json(patched)).GetProperty("outcome").GetString());

        var all = (await Json(await api.GetAsync("/api/v1/interactions?limit=200"))).GetProperty("items").EnumerateArray().ToList();
        Assert.Contains(all, i => i.GetProperty("customerId").GetInt64() == own);
        Assert.DoesNotContain(all, i => i.GetProperty("customerId").GetInt64() == others);
        Assert.DoesNotContain((await Json(await api.GetAsync($"/api/v1/interactions?customerId={own}&outcome=to_follow_up"))).GetProperty("items").EnumerateArray(), _ => true);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/api/v1/interactions?customerId={others}")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync("/api/v1/interactions", new { customerId = own, type = "visit" })).StatusCode);
    }

    async Task Remind() => await app.Scope(async s =>
    {
        await s.GetRequiredService<RemindOfToDos>().Run(default);
        return 0;
    });

    Task<ToDo> ToDo(long id) => app.Db<CustomersDb, ToDo>(db => db.ToDos.AsNoTracking().SingleAsync(t => t.Id == id));

    static async Task<JsonElement> Json(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    static Task<HttpResponseMessage> Patch(HttpClient api, string url, object body, string? tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = JsonContent.Create(body) };
        if (tag is not null) request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(tag));
        return api.SendAsync(request);
    }

    static async Task<Answer> Upload(Browser browser, string url, params (string Name, string Text)[] files)
    {
        var page = await browser.Get(url);
        var form = new MultipartFormDataContent { { new StringContent(page.ValueOf("__RequestVerificationToken")), "__RequestVerificationToken" } };
        foreach (var (name, value) in new[] { ("Form.Type", "Call"), ("Form.Outcome", "Resolved"), ("Form.At", page.ValueOf("Form.At")), ("Form.Summary", "with files") }) form.Add(new StringContent(value), name);
        foreach (var (name, text) in files) form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "Uploads", name);
        return await browser.Send(new HttpRequestMessage(HttpMethod.Post, url) { Content = form });
    }
}
