using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.FollowUps;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Watching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>Tickets and call backs as programs see them.</summary>
public sealed class TicketsApiTests(CrmApp app) : IClassFixture<CrmApp>
{
    static async Task<HttpResponseMessage> Send(HttpClient api, HttpMethod method, string url, object? body, string? tag)
    {
        var request = new HttpRequestMessage(method, url) { Content = body is null ? null : JsonContent.Create(body) };
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
        return await api.SendAsync(request);
    }

    Task Resolve(long id) => app.Send(new ResolveTicket.Command { Id = id, Note = "Done", TellCustomer = false, CauseId = 1, ResolutionId = 10 }, "agent");

    [Theory]
    [InlineData("start")]
    [InlineData("wait")]
    [InlineData("resume")]
    [InlineData("reopen")]
    [InlineData("assign")]
    [InlineData("resolve")]
    [InlineData("review")]
    [InlineData("merge")]
    [InlineData("split")]
    [InlineData("tags")]
    [InlineData("macros")]
    public async Task A_step_is_taken_without_a_tag_and_with_the_right_one_but_not_with_a_stale_one(string step)
    {
        var api = await app.Api("supervisor");
        var customer = await app.Customer();
        var id = await app.Ticket(customer, step == "review" ? TicketType.Complaint : TicketType.Inquiry);
        if (step == "resume") await app.Send(new WaitTicket.Command { Id = id, On = TicketStatus.WaitingCustomer }, "agent");
        if (step is "reopen" or "review") await Resolve(id);
        var said = await app.Db<TicketsDb, long>(db => db.Messages.Where(m => m.TicketId == id).Select(m => m.Id).FirstAsync());
        if (step == "split") await app.Send(new AddMessage.Command { Id = id, Visibility = MessageVisibility.Internal, Body = "Stays" }, "agent");
        var target = step == "merge" ? (await app.Read(await app.Ticket(customer, subject: "Goes on"))).Name : "";
        var macro = step == "macros" ? await app.Send(new WriteMacro.Command { Name = "High " + id, Changes = new() { Priority = TicketPriority.High } }, "supervisor") : 0;
        var (method, url, body) = step switch
        {
            "wait" => (HttpMethod.Post, step, new { on = "waiting_customer" }),
            "reopen" => (HttpMethod.Post, step, new { note = "Not done" }),
            "assign" => (HttpMethod.Post, step, new { assigneeId = await app.Person("agent") }),
            "resolve" => (HttpMethod.Post, step, new { note = "Done", causeId = 1, resolutionId = 10 }),
            "review" => (HttpMethod.Post, step, new { decision = "approve" }),
            "merge" => (HttpMethod.Post, step, new { into = target, note = "The same" }),
            "split" => (HttpMethod.Post, step, new { subject = "Apart", messageIds = new[] { said } }),
            "tags" => (HttpMethod.Put, step, new { tags = new[] { "new" } }),
            "macros" => (HttpMethod.Post, $"macros/{macro}", null),
            _ => (HttpMethod.Post, step, (object?)null),
        };
        var seen = (await api.GetAsync($"/api/v1/tickets/{id}")).Headers.ETag!.ToString();
        await app.Send(new TagTicket.Command { Id = id, Tags = ["meanwhile"] }, "agent");
        var stale = await Send(api, method, $"/api/v1/tickets/{id}/{url}", body, seen);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        var now = await api.GetAsync($"/api/v1/tickets/{id}");
        var taken = await Send(api, method, $"/api/v1/tickets/{id}/{url}", body, now.Headers.ETag!.ToString());
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_tag_may_be_left_out_of_a_step_and_the_description_says_so()
    {
        var id = await app.Ticket();
        var api = await app.Api("agent");
        Assert.Equal(HttpStatusCode.OK, (await Send(api, HttpMethod.Post, $"/api/v1/tickets/{id}/start", null, null)).StatusCode);
        var described = (await api.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").GetProperty("/api/v1/tickets/{id}/start").GetProperty("post");
        var header = described.GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "If-Match");
        Assert.False(header.TryGetProperty("required", out var required) && required.GetBoolean());
        Assert.Contains("May be left out", header.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal((true, false), (described.GetProperty("responses").TryGetProperty("412", out _), described.GetProperty("responses").TryGetProperty("428", out _)));
    }

    [Fact]
    public async Task Lists_are_narrowed_by_when_tickets_were_resolved_and_how_their_clocks_ended()
    {
        var id = await app.Ticket(await app.Customer("Narrowed"), subject: "Narrowed down");
        await Resolve(id);
        var (api, ticket) = (await app.Api("supervisor"), await app.Read(id));
        var (day, due) = (DateOnly.FromDateTime(app.Clock.Now.UtcDateTime), DateOnly.FromDateTime(ticket.Clocks.Single(c => c.Kind == ClockKind.Resolution).DueAt.UtcDateTime));
        async Task<bool> Found(string filter) => (await api.GetFromJsonAsync<JsonElement>($"/api/v1/tickets?customerId={ticket.CustomerId}&{filter}")).GetProperty("items").GetArrayLength() == 1;
        string At(DateOnly d, int days) => d.AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(await Found($"resolvedFrom={At(day, -1)}&resolvedTo={At(day, 1)}"));
        Assert.False(await Found($"resolvedFrom={At(day, 2)}"));
        Assert.False(await Found($"resolvedTo={At(day, -2)}"));
        Assert.True(await Found($"sla=met&dueFrom={At(due, -1)}&dueTo={At(due, 1)}"));
        Assert.False(await Found($"sla=met&dueFrom={At(due, 2)}"));
        Assert.False(await Found("sla=breached"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.GetAsync("/api/v1/tickets?sla=late")).StatusCode);
    }

    [Fact]
    public async Task Programs_read_try_and_close_a_call_back_with_its_tag()
    {
        var call = await CallBack(910_001);
        var api = await app.Api("supervisor");
        var url = $"/api/v1/follow-ups/{call}";
        var read = await api.GetAsync(url);
        var json = await read.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((call, "open", 1, await app.Person("supervisor")), (json.GetProperty("id").GetInt64(), json.GetProperty("status").GetString(), json.GetProperty("score").GetInt32(), json.GetProperty("ownerId").GetInt64()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync(url + "/attempts", new { reached = true })).StatusCode);
        var tried = await api.PostAsJsonAsync(url + "/attempts", new { channel = "phone", reached = true, note = "Spoke" });
        Assert.Equal(HttpStatusCode.Created, tried.StatusCode);
        Assert.Equal("Spoke", (await tried.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("attempts")[0].GetProperty("note").GetString());
        var body = new { causeId = 4, action = "We apologised" };
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Send(api, HttpMethod.Post, url + "/close", body, null)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Send(api, HttpMethod.Post, url + "/close", body, "\"1\"")).StatusCode);
        var tag = (await api.GetAsync(url)).Headers.ETag!.ToString();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(api, HttpMethod.Post, url + "/close", new { causeId = 4 }, tag)).StatusCode);
        var closed = await Send(api, HttpMethod.Post, url + "/close", body, tag);
        Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
        json = await closed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("closed", 4, "We apologised"), (json.GetProperty("status").GetString(), json.GetProperty("causeId").GetInt64(), json.GetProperty("action").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.Api("agent")).GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task A_supervisor_gives_up_a_call_back_after_three_tries_on_two_days()
    {
        var call = await CallBack(910_002);
        var api = await app.Api("supervisor");
        var url = $"/api/v1/follow-ups/{call}";
        var start = app.Clock.Now;
        try
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(api, HttpMethod.Post, url + "/unreachable", new { note = "Gone" }, (await api.GetAsync(url)).Headers.ETag!.ToString())).StatusCode);
            for (var i = 0; i < 3; i++, app.Clock.Advance(TimeSpan.FromHours(12))) Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync(url + "/attempts", new { channel = "phone" })).StatusCode);
            var ready = await api.GetAsync(url);
            Assert.True((await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("mayGiveUp").GetBoolean());
            var given = await Send(api, HttpMethod.Post, url + "/unreachable", new { note = "Nobody there" }, ready.Headers.ETag!.ToString());
            Assert.Equal("unreachable", (await given.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        }
        finally { app.Clock.Now = start; }
    }

    async Task<long> CallBack(long response)
    {
        var customer = await app.Customer("Called back");
        await app.Scope(async s =>
        {
            await s.GetRequiredService<WhenResponseFinished>().HandleMany([new ResponseFinished(response, 1, 1, customer, null, null, 1, null, true, app.Clock.Now)], default);
            await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
            return true;
        });
        return await app.Db<TicketsDb, long>(db => db.FollowUps.Where(f => f.ResponseId == response).Select(f => f.Id).SingleAsync());
    }
}
