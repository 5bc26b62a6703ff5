using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Journeys;

/// <summary>The circle the product exists for, from one module to the next and back.</summary>
public sealed partial class CircleTests(CrmApp app) : IClassFixture<CrmApp>
{
    [GeneratedRegex(@"/s/[A-Za-z0-9_\-.]+")]
    private static partial Regex SurveyLink();

    static async Task<JsonElement> Created(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The first real choice of a select.</summary>
    static string? First(Answer page, string field) => page.Document.QuerySelectorAll($"[name='{field}'] option").Select(o => o.GetAttribute("value")).First(v => !string.IsNullOrEmpty(v));

    Task<TicketStatus> StatusOf(long ticket) => app.Db<TicketsDb, TicketStatus>(db => db.Tickets.Where(t => t.Id == ticket).Select(t => t.Status).SingleAsync());

    /// <summary>A customer with a mailbox who is a member, and a ticket of theirs that an agent has resolved: returns the survey's link.</summary>
    async Task<(long Customer, long Ticket, string Link, long Member)> ResolvedTicket(string name)
    {
        var api = await app.Api("supervisor");
        var customer = (await Created(await api.PostAsJsonAsync("/api/v1/customers", new { kind = "individual", name, emails = new[] { new { value = $"{Guid.NewGuid():N}@example.com", primary = true } } }))).GetProperty("id").GetInt64();
        var member = (await Created(await api.PostAsJsonAsync("/api/v1/members", new { customerId = customer, termsAccepted = true }))).GetProperty("id").GetInt64();
        var opened = await Created(await api.PostAsJsonAsync("/api/v1/tickets", new { customerId = customer, type = "inquiry", channel = "email", subject = "Where is my order?", description = "It has not come." }));
        var ticket = opened.GetProperty("id").GetInt64();
        Assert.Matches("^W[0-9]{6}$", opened.GetProperty("number").GetString());
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(await supervisor.Get($"/tickets/{ticket}"), $"/tickets/{ticket}/take")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/tickets/{ticket}/reply", ("Form.Body", "It left today."))).Status);
        var form = await supervisor.Get($"/tickets/{ticket}/resolve");
        var resolved = await supervisor.Submit(form, $"/tickets/{ticket}/resolve", ("Form.Note", "Sent out."), ("Form.CauseId", First(form, "Form.CauseId")), ("Form.ResolutionId", First(form, "Form.ResolutionId")));
        Assert.True(resolved.Status == HttpStatusCode.Redirect, resolved.Html);
        app.Clock.Advance(AddMessage.UndoFor);
        await app.Deliver();
        var mail = (await app.MailsTo(customer)).ConvertAll(m => m.TextBody);
        var link = mail.Select(text => SurveyLink().Match(text)).First(m => m.Success).Value;
        return (customer, ticket, link, member);
    }

    async Task Answer(string link, int overall)
    {
        var phone = app.Anonymous();
        var page = await phone.Get(link);
        var sent = await phone.Submit(page, link, ("a.overall", $"{overall}"), ("a.solved", overall > 3 ? "yes" : "no"), ("a.comment", "As I said."), ("go", "Next"));
        Assert.True((int)sent.Status is 302 or 303, $"{sent.Status}\n{sent.Html}");
        await app.Deliver();
    }

    async Task<long> Points(long member) => (await (await app.Api("supervisor")).GetFromJsonAsync<JsonElement>($"/api/v1/members/{member}")).GetProperty("spendable").GetInt64();

    [Fact]
    public async Task A_bad_score_becomes_a_call_back_that_holds_the_ticket_until_somebody_has_called()
    {
        var (customer, ticket, link, member) = await ResolvedTicket("Unhappy Person");
        await Answer(link, 2);

        Assert.Equal(TicketStatus.Resolved, await StatusOf(ticket));
        var supervisor = await app.As("supervisor");
        var id = await app.Db<TicketsDb, long>(db => db.FollowUps.Where(f => f.TicketId == ticket).Select(f => f.Id).SingleAsync());
        Assert.Contains("Unhappy Person", (await supervisor.Get("/follow-ups")).Html);
        var early = await supervisor.Post($"/follow-ups/{id}/close", ("Form.Action", "None yet"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.Status);

        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/follow-ups/{id}/attempt", ("Form.Reached", "true"), ("Form.Note", "Spoke on the phone."))).Status);
        var form = await supervisor.Get($"/follow-ups/{id}/close");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(form, $"/follow-ups/{id}/close", ("Form.CauseId", First(form, "Form.CauseId")), ("Form.Action", "Sent a new one."))).Status);
        await app.Deliver();
        Assert.Equal(TicketStatus.Archived, await StatusOf(ticket));
        Assert.Equal(50, await Points(member));

        var story = (await supervisor.Get($"/customers/{customer}/timeline")).Html;
        Assert.Contains("Where is my order?", story);
    }

    [Fact]
    public async Task A_good_score_archives_the_ticket_and_earns_points_once()
    {
        var (_, ticket, link, member) = await ResolvedTicket("Happy Person");
        await Answer(link, 5);
        Assert.Equal(TicketStatus.Archived, await StatusOf(ticket));
        Assert.Equal(0, await app.Db<TicketsDb, int>(db => db.FollowUps.CountAsync(f => f.TicketId == ticket)));
        Assert.Equal(50, await Points(member));
        // The spent link says so politely, and changes nothing.
        var again = await app.Anonymous().Get(link);
        Assert.Equal(HttpStatusCode.Gone, again.Status);
        Assert.Null(again.Document.QuerySelector("[name='a.overall']"));
        await app.Deliver();
        Assert.Equal(50, await Points(member));
    }
}
