using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Domain.Privacy;
using Crm.Customers.Features.Customers;
using Crm.Customers.Features.Exports;
using Crm.Customers.Features.Privacy;
using Crm.Platform.Files;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Tests.Support;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Customers.Privacy;

/// <summary>Contact data is masked for all but owner and assignee; everybody else gives a reason, and for sensitive data asks first.</summary>
public sealed class RevealTests(CrmApp app) : IClassFixture<CrmApp>
{
    static int serial;

    /// <summary>A customer of the manager, with a phone and a mailbox nobody else has.</summary>
    async Task<(long Id, string Phone, string Email)> New(string @as = "manager")
    {
        var n = Interlocked.Increment(ref serial);
        var (phone, email) = ($"1665550{n:D4}", $"reveal{n}@example.cn");
        var id = await app.Send(new RegisterCustomer.Command { Name = $"遮蔽测试{n}", Phones = [new() { Value = phone }], Emails = [new() { Value = email }], Birthday = new DateOnly(1980, 4, 2), AllowDuplicate = true }, @as);
        return (id, phone, email);
    }

    Task<long> Id(string person) => app.Scope(s => Task.FromResult(s.GetRequiredService<CurrentUser>().Id!.Value), person);

    [Fact]
    public async Task Who_is_not_responsible_sees_masks_everywhere()
    {
        var (id, phone, email) = await New();
        var agent = await app.As("agent");
        var masked = phone[..3] + "****" + phone[^4..];
        foreach (var url in new[] { $"/customers/{id}", $"/customers?q={phone[^4..]}", $"/search?q={phone[^4..]}" })
        {
            var page = await agent.Get(url);
            Assert.True(page.Status == HttpStatusCode.OK, $"{url}: {page.Status}");
            Assert.DoesNotContain(phone, page.Html.Replace($"q={phone}", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain(email, page.Html, StringComparison.Ordinal);
            Assert.Contains(masked, page.Html, StringComparison.Ordinal);
        }
        var api = await (await app.Api("agent")).GetStringAsync($"/api/v1/customers/{id}");
        Assert.DoesNotContain(phone, api, StringComparison.Ordinal);
        Assert.Contains("1980-**-**", api, StringComparison.Ordinal);
        // The department's head is no owner either; the export obeys as the page does.
        var export = await app.Send(new ExportRecords.Command { Format = ExportFormat.Csv, Q = email, Columns = ["number", "phones", "emails"], Reason = "核对", Inline = true }, "supervisor");
        var csv = await new StreamReader(export.File!.Content).ReadToEndAsync();
        Assert.DoesNotContain(phone, csv, StringComparison.Ordinal);
        Assert.Contains(phone, (await (await app.As("manager")).Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Looks.AnyAsync(l => l.CustomerId == id && l.Kind == RevealKind.Contact)));
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("since")]
    public async Task A_form_that_only_names_the_customer_is_no_look_at_how_they_are_reached(string form)
    {
        var (id, _, _) = await New();
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("manager")).Get($"/customers/{id}/{form}")).Status);
        Assert.False(await app.Db<CustomersDb, bool>(db => db.Looks.AnyAsync(l => l.CustomerId == id)));
    }

    [Fact]
    public async Task The_assignee_of_an_open_ticket_sees_it_as_long_as_it_is_open()
    {
        var (id, phone, _) = await New();
        var agent = await app.As("agent");
        Assert.DoesNotContain(phone, (await agent.Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        var ticket = await app.Send(new OpenTicket.Command { CustomerId = id, Type = TicketType.Inquiry, Channel = TicketChannel.Web, Priority = TicketPriority.Normal, Subject = "看得见", Description = "吗" }, "agent");
        await app.Deliver();
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Submit(await agent.Get($"/tickets/{ticket}"), $"/tickets/{ticket}/take")).Status);
        Assert.Contains(phone, (await agent.Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        await app.Db<Crm.Tickets.Data.TicketsDb>(db => db.Database.ExecuteSqlAsync($"update tickets.tickets set status = 'archived' where id = {ticket}"));
        Assert.DoesNotContain(phone, (await agent.Get($"/customers/{id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reveal_needs_a_reason_and_ends()
    {
        var (id, phone, _) = await New();
        var agent = await app.As("agent");
        var refused = await agent.Post($"/customers/{id}/reveal", ("Form.Reason", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorOf("Form.Reason"));
        Assert.Equal("x", refused.ValueOf("Form.Reason"));
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/customers/{id}/reveal", ("Form.Reason", "回拨客户的来电"))).Status);
        Assert.Contains(phone, (await agent.Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.DoesNotContain(phone, (await agent.Get($"/customers/{id}")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("analyst")).Get($"/customers/{id}/reveal")).Status);
    }

    [Fact]
    public async Task A_masked_value_that_comes_back_unchanged_stays_what_it_was()
    {
        var (id, phone, email) = await New("agent"); // of the agent's team: the supervisor may write, and is not the owner
        var supervisor = await app.As("supervisor");
        var page = await supervisor.Get($"/customers/{id}/edit");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain(phone, page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("1980-04-02", page.Html, StringComparison.Ordinal);
        var invented = await supervisor.Submit(page, $"/customers/{id}/edit", ("Form.Phones[0].Value", "199****0000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invented.Status);
        Assert.NotEmpty(invented.ErrorOf("Form.Phones[0].Value"));
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(page, $"/customers/{id}/edit", ("Form.Industry", "航运"))).Status);
        var after = await app.Db<CustomersDb, Customer>(db => db.Customers.Include(c => c.Points).SingleAsync(c => c.Id == id));
        Assert.Equal(["+86" + phone, email], after.Points.OrderBy(p => p.Kind).Select(p => p.Normal));
        Assert.Equal((new DateOnly(1980, 4, 2), "航运"), (after.Birthday, after.Industry));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Post("/customers/new", ("Form.Name", "新的"), ("Form.Phones[0].Value", "199****0000"))).Status);
    }

    [Fact]
    public async Task Digits_find_a_masked_number_and_not_a_thousand_times()
    {
        var (id, phone, _) = await New();
        var api = await app.Api("agent");
        Assert.Contains(id, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/customers?q={phone[^4..]}")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt64()));
        var last = await api.GetAsync("/api/v1/customers?q=1000");
        for (var i = 1; i < 40 && last.IsSuccessStatusCode; i++) last = await api.GetAsync($"/api/v1/customers?q={1000 + i}");
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.InRange(last.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        foreach (var free in (string[])["遮蔽", "C001380", "w001380"]) Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/v1/customers?q={free}")).StatusCode);
        Assert.DoesNotContain(id, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/customers?q=C{phone}")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt64()));
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/customers?q=1234")).StatusCode);
    }

    [Fact]
    public async Task Sensitive_data_needs_consent_then_a_yes_and_hides_again()
    {
        var (id, _, _) = await New("agent");
        var agent = await app.As("agent");
        var refused = await agent.Post($"/customers/{id}/sensitive", ("Form.Kind", "IdentityNumber"), ("Form.Value", "110101198004020011"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        await app.Send(new SayConsent.Command { Id = id, Purpose = Contracts.Customers.Purpose.Sensitive, Given = true, Source = ConsentSource.Paper, Evidence = "同意书 17 号" }, "agent");
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/customers/{id}/sensitive", ("Form.Kind", "IdentityNumber"), ("Form.Value", "110101198004020011"))).Status);
        Assert.DoesNotContain("110101198004020011", await app.Db<CustomersDb, string>(db => db.Sensitive.Where(s => s.CustomerId == id).Select(s => s.Sealed).SingleAsync()), StringComparison.Ordinal);
        Assert.DoesNotContain("110101198004020011", (await agent.Get($"/customers/{id}/sensitive")).Html, StringComparison.Ordinal);

        var asked = await app.Send(new RevealData.Command { Id = id, Kind = RevealKind.Sensitive, Reason = "核对身份" }, "agent");
        Assert.Null(asked.Until);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new RevealData.Command { Id = id, Kind = RevealKind.Sensitive, Reason = "核对身份" }, "agent"));
        await Assert.ThrowsAsync<ForbiddenException>(() => app.Send(new DecideReveal.Command { Id = asked.RevealId, Grant = true }, "agent"));
        var supervisor = await app.As("supervisor");
        var chief = await Id("supervisor");
        Assert.True(await app.Db<CustomersDb, bool>(db => db.Notifications.AnyAsync(n => n.StaffId == chief && n.Key == $"reveal:{asked.RevealId}")));
        Assert.Contains("核对身份", (await supervisor.Get("/privacy/reveals?open=true")).Html, StringComparison.Ordinal);
        var form = await supervisor.Get($"/privacy/reveals/{asked.RevealId}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Submit(form, $"/privacy/reveals/{asked.RevealId}", ("Form.Grant", "false"), ("Form.Note", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(form, $"/privacy/reveals/{asked.RevealId}", ("Form.Grant", "true"))).Status);
        Assert.Contains("110101198004020011", (await agent.Get($"/customers/{id}/sensitive")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("110101198004020011", (await supervisor.Get($"/customers/{id}/sensitive")).Html, StringComparison.Ordinal);
        // Whoever decides with old eyes is told that it is decided, and changes nothing.
        var stale = await supervisor.Submit(form, $"/privacy/reveals/{asked.RevealId}", ("Form.Grant", "false"), ("Form.Note", "no"));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("granted", stale.Text("dl"), StringComparison.Ordinal);
        Assert.Equal(RevealState.Granted, await app.Db<CustomersDb, RevealState>(db => db.Reveals.Where(r => r.Id == asked.RevealId).Select(r => r.State).SingleAsync()));
        app.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.DoesNotContain("110101198004020011", (await agent.Get($"/customers/{id}/sensitive")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_approves_their_own_wish()
    {
        var at = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        var reveal = new Reveal(1, 7, RevealKind.Sensitive, "why", TimeSpan.FromMinutes(30), at);
        Assert.Throws<RuleException>(() => reveal.Decide(true, null, TimeSpan.FromMinutes(30), 7, at));
        reveal.Decide(false, "no", TimeSpan.FromMinutes(30), 8, at);
        Assert.Equal((RevealState.Denied, (DateTimeOffset?)null), (reveal.State, reveal.Until));
        Assert.Throws<RuleException>(() => reveal.Decide(true, null, TimeSpan.FromMinutes(30), 8, at));
    }
}
