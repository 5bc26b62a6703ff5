using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Customers.Features.Contacts;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Tickets.Features;

public sealed class OpenTicketTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Whoever_is_chosen_brings_their_contacts_and_what_was_typed_stays()
    {
        var (agent, customer) = (await app.As("agent"), await app.Customer("With contacts AG"));
        await app.Send(new AddContact.Command { CustomerId = customer, Name = "Chosen Person" }, "supervisor");
        var page = await agent.Get("/tickets/new");
        Assert.DoesNotContain("Chosen Person", page.Html, StringComparison.Ordinal);
        Assert.Contains("from:previous .picker", page.Document.QuerySelector("[hx-post='/tickets/new?fresh=customer']")?.GetAttribute("hx-trigger"), StringComparison.Ordinal);
        var chosen = await agent.Submit(page, "/tickets/new?fresh=customer", ("Form.CustomerId", $"{customer}"), ("Form.Subject", "Half a ticket"));
        Assert.Equal(HttpStatusCode.OK, chosen.Status);
        Assert.Equal("Half a ticket", chosen.ValueOf("Form.Subject"));
        Assert.Contains("Chosen Person", chosen.Text("select[name='Form.ContactId']"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_takes_a_ticket_every_step_of_its_way()
    {
        var (api, id) = (await app.Api("agent"), await app.Ticket());
        await Post("start", null, "in_progress");
        await Post("wait", new { on = "waiting_third_party", note = "The workshop" }, "waiting_third_party");
        await Post("resume", null, "in_progress");
        await Post("wait", new { on = "waiting_customer" }, "waiting_customer");
        var heard = await api.PostAsJsonAsync($"/api/v1/tickets/{id}/heard", new { channel = "phone", body = "It is here." });
        Assert.Equal(HttpStatusCode.Created, heard.StatusCode);
        Assert.Equal(id, (await heard.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ticketId").GetInt64());
        var ticket = await app.Read(id);
        Assert.Equal((TicketStatus.InProgress, "It is here.", TicketChannel.Phone), (ticket.Status, ticket.Messages.MaxBy(m => m.Id)!.Body, ticket.Messages.MaxBy(m => m.Id)!.Channel));
        await Post("resolve", new { note = "Done", causeId = 1, resolutionId = 10 }, "resolved");
        await Post("reopen", new { note = "Not so" }, "in_progress");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync($"/api/v1/tickets/{id}/resume", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync($"/api/v1/tickets/{id}/wait", new { on = "archived" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.PostAsJsonAsync($"/api/v1/tickets/{id}/heard", new { body = "On which channel?" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.PostAsJsonAsync("/api/v1/tickets/999999/reopen", new { note = "x" })).StatusCode);

        async Task Post(string step, object? body, string becomes)
        {
            var answer = await api.PostAsJsonAsync($"/api/v1/tickets/{id}/{step}", body ?? new { });
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(answer.IsSuccessStatusCode, $"{step}: {json}");
            Assert.Equal(becomes, json.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task The_form_opens_a_ticket_in_the_queue_of_the_agents_team()
    {
        var customer = await app.Customer("Acme", "ask@acme.test");
        var agent = await app.As("agent");
        var done = await agent.Post($"/tickets/new?customer={customer}", ("Form.Type", "Repair"), ("Form.Channel", "Email"), ("Form.Subject", "打印机无法开机"), ("Form.Description", "It does **not** start. <script>alert(1)</script>"));
        Assert.Equal(HttpStatusCode.Found, done.Status);
        var page = await agent.Get(done.Location!.OriginalString);
        Assert.Equal("打印机无法开机", page.Text("h1"));
        Assert.NotNull(page.Document.QuerySelector(".markdown strong"));
        Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);

        var id = long.Parse(done.Location.OriginalString.Split('/')[^1]);
        var ticket = await app.Read(id);
        Assert.Matches("^W\\d{6}$", ticket.Name);
        Assert.Equal(TicketStatus.Created, ticket.Status);
        Assert.NotNull(ticket.TeamId);
        Assert.Equal(app.Clock.Now.AddHours(4), ticket.Clocks.Single(c => c.Kind == ClockKind.FirstResponse).DueAt);
        Assert.Equal(1, await app.Outbox("TicketOpened", id));

        await app.Deliver();
        var mail = (await app.MailsTo(ticket.CustomerId)).Single(m => m.Key == $"ticket-ack:{id}");
        Assert.Equal("ask@acme.test", mail.ToAddress);
        Assert.Contains(ticket.Name, mail.Subject, StringComparison.Ordinal);

        Assert.Contains("打印机无法开机", (await agent.Get("/tickets?view=Team&q=无法")).Html, StringComparison.Ordinal);
        Assert.Contains("打印机无法开机", (await agent.Get("/tickets?view=Any&q=acme")).Html, StringComparison.Ordinal);
        Assert.Contains("打印机无法开机", (await agent.Get($"/tickets?q={ticket.Number}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_form_comes_back_with_messages_and_the_typed_text()
    {
        var agent = await app.As("agent");
        var answer = await agent.Post("/tickets/new", ("Form.CustomerId", ""), ("Form.Subject", ""), ("Form.Description", "typed words"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotEmpty(answer.ErrorOf("Form.CustomerId"));
        Assert.NotEmpty(answer.ErrorOf("Form.Subject"));
        Assert.Equal("typed words", answer.ValueOf("Form.Description").Trim());
    }

    [Fact]
    public async Task Who_may_not_work_on_tickets_may_not_open_one() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get("/tickets/new")).Status);

    [Fact]
    public async Task A_patch_empties_what_it_names_with_null_and_leaves_the_rest()
    {
        var customer = await app.Customer("Patched");
        var contact = await app.Send(new AddContact.Command { CustomerId = customer, Name = "Li Wei" }, "supervisor");
        var api = await app.Api("agent");
        var id = (await (await api.PostAsJsonAsync("/api/v1/tickets", new { customerId = customer, contactId = contact, categoryId = 1, type = "inquiry", channel = "web", subject = "Patched", description = "Very", priority = "high" })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        async Task<HttpResponseMessage> Patch(string body)
        {
            var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/tickets/{id}") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            patch.Headers.TryAddWithoutValidation("If-Match", (await api.GetAsync($"/api/v1/tickets/{id}")).Headers.ETag!.Tag);
            return await api.SendAsync(patch);
        }
        Assert.Equal(HttpStatusCode.OK, (await Patch("""{"contactId":null}""")).StatusCode);
        var ticket = await app.Read(id);
        Assert.Equal((null, 1L, TicketPriority.High, "Patched"), (ticket.ContactId, ticket.CategoryId, ticket.Priority, ticket.Subject));
        Assert.Equal(HttpStatusCode.OK, (await Patch("""{"categoryId":null}""")).StatusCode);
        Assert.Null((await app.Read(id)).CategoryId);
        foreach (var bad in new[] { """{"subject":null}""", """{"type":null}""", """{"priority":null}""", """{"priority":"soon"}""", """{"contactId":"x"}""", "[]", "null", "3" })
            Assert.True((int)(await Patch(bad)).StatusCode is 400 or 422, bad);
        Assert.Equal("Patched", (await app.Read(id)).Subject);
    }

    [Fact]
    public async Task The_api_answers_as_agreed()
    {
        var customer = await app.Customer("Beta");
        var api = await app.Api("agent");
        var answer = await api.PostAsJsonAsync("/api/v1/tickets", new { customerId = customer, type = "complaint", channel = "web", subject = "Rude", description = "Very", priority = "high" });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("created", json.GetProperty("status").GetString());
        Assert.StartsWith("W", json.GetProperty("number").GetString(), StringComparison.Ordinal);
        Assert.Equal(customer, json.GetProperty("customerId").GetInt64());

        var id = json.GetProperty("id").GetInt64();
        var message = await api.PostAsJsonAsync($"/api/v1/tickets/{id}/messages", new { visibility = "public", body = "Sorry" });
        Assert.Equal(HttpStatusCode.Created, message.StatusCode);
        var stale = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/tickets/{id}") { Content = JsonContent.Create(new { subject = "Other" }) };
        stale.Headers.TryAddWithoutValidation("If-Match", answer.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await api.SendAsync(stale)).StatusCode);
        Assert.Equal((HttpStatusCode)428, (await api.PatchAsJsonAsync($"/api/v1/tickets/{id}", new { subject = "Other" })).StatusCode);
        var fresh = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/tickets/{id}") { Content = JsonContent.Create(new { subject = "Other" }) };
        fresh.Headers.TryAddWithoutValidation("If-Match", (await api.GetAsync($"/api/v1/tickets/{id}")).Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(fresh)).StatusCode);

        var list = await api.GetFromJsonAsync<JsonElement>("/api/v1/tickets?type=complaint&limit=1");
        Assert.Equal(id, list.GetProperty("items")[0].GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task A_new_ticket_is_answered_as_it_is_read_afterwards()
    {
        // The database keeps microseconds.
        app.Clock.Advance(TimeSpan.FromTicks(1_234_567));
        var api = await app.Api("agent");
        var answer = await api.PostAsJsonAsync("/api/v1/tickets", new { customerId = await app.Customer("Gamma", "ask@gamma.test"), type = "repair", channel = "web", subject = " Broken ", description = "It does not start.\r\nAgain." });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var read = await api.GetAsync(answer.Headers.Location);
        Assert.Equal(await read.Content.ReadAsStringAsync(), await answer.Content.ReadAsStringAsync());
        Assert.Equal(read.Headers.ETag, answer.Headers.ETag);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"customerId": 999999, "type": "inquiry", "channel": "web", "subject": "x", "description": "y"}""")]
    [InlineData("""{"customerId": 1, "type": "party", "channel": "web", "subject": "x", "description": "y"}""")]
    [InlineData("""{"customerId": 1, "type": "inquiry", "channel": "web", "subject": null, "description": null, "files": null}""")]
    public async Task Bad_json_is_refused_with_messages(string body)
    {
        var answer = await (await app.Api("agent")).PostAsync("/api/v1/tickets", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task The_queue_pages_on_in_its_order()
    {
        var vip = await app.Customer("Important", level: "vip");
        var plain = await app.Customer("Plain");
        for (var i = 0; i < 3; i++) await app.Ticket(plain, subject: "Row plain");
        var urgent = await app.Ticket(plain, subject: "Row urgent", priority: TicketPriority.Urgent);
        var first = await app.Ticket(vip, subject: "Row vip");
        var api = await app.Api("agent");
        var seen = new List<long>();
        for (string? cursor = null; ;)
        {
            var page = await api.GetFromJsonAsync<JsonElement>($"/api/v1/tickets?view=open&q=row&limit=2{(cursor is null ? "" : "&cursor=" + cursor)}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt64()));
            cursor = page.GetProperty("nextCursor").GetString();
            if (cursor is null) break;
        }
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(first, seen[0]);
        Assert.Equal(urgent, seen[1]);
    }
}
