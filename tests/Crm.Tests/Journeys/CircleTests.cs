using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
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
        var id = await FollowUpOf(ticket);
        Assert.Contains("Unhappy Person", (await supervisor.Get("/follow-ups")).Html);
        var early = await supervisor.Post($"/follow-ups/{id}/close", ("Form.Action", "None yet"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.Status);

        await CallBack(id, "Sent a new one.");
        Assert.Equal(TicketStatus.Archived, await StatusOf(ticket));
        Assert.Equal(50, await Points(member));

        var story = (await supervisor.Get($"/customers/{customer}/timeline")).Html;
        Assert.Contains("Where is my order?", story);
    }

    async Task CallBack(long followUp, string action)
    {
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Post($"/follow-ups/{followUp}/attempt", ("Form.Reached", "true"), ("Form.Note", "Spoke on the phone."))).Status);
        var form = await supervisor.Get($"/follow-ups/{followUp}/close");
        Assert.Equal(HttpStatusCode.Redirect, (await supervisor.Submit(form, $"/follow-ups/{followUp}/close", ("Form.CauseId", First(form, "Form.CauseId")), ("Form.Action", action))).Status);
        await app.Deliver();
    }

    /// <summary>A customer who gave 2, was called back, and days later was asked again: returns the second link.</summary>
    async Task<(long Customer, long Ticket, long FollowUp, string Link)> CalledBack(string name)
    {
        var (customer, ticket, link, _) = await ResolvedTicket(name);
        await Answer(link, 2);
        var id = await FollowUpOf(ticket);
        await CallBack(id, "Sent a new one.");
        Assert.Contains("The same survey goes out on", (await (await app.As("supervisor")).Get($"/follow-ups/{id}")).Text("main"), StringComparison.Ordinal);
        app.Clock.Advance(FollowUp.AskedAgainAfter - TimeSpan.FromMinutes(1));
        await app.Deliver();
        Assert.DoesNotContain(await LinksTo(customer), l => l != link);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await app.Deliver();
        return (customer, ticket, id, Assert.Single(await LinksTo(customer), l => l != link));
    }

    async Task<List<string>> LinksTo(long customer) => [.. (await app.MailsTo(customer)).Select(m => SurveyLink().Match(m.TextBody)).Where(m => m.Success).Select(m => m.Value).Distinct()];

    Task<long> FollowUpOf(long ticket) => app.Db<TicketsDb, long>(db => db.FollowUps.Where(f => f.TicketId == ticket).Select(f => f.Id).SingleAsync());

    Task<FollowUp> Read(long followUp) => app.Db<TicketsDb, FollowUp>(db => db.FollowUps.AsNoTracking().SingleAsync(f => f.Id == followUp));

    async Task<string> Figures(long survey) => (await (await app.As("analyst")).Get($"/surveys/{survey}/results")).Text("main");

    [Fact]
    public async Task Three_days_after_a_call_back_the_customer_is_asked_again_and_a_good_score_ends_it()
    {
        var start = app.Clock.Now;
        try
        {
            var (_, ticket, id, link) = await CalledBack("Won Back");
            var survey = await app.Db<SurveysDb, long>(db => db.Responses.OrderByDescending(r => r.Id).Select(r => r.SurveyId).FirstAsync());
            var (before, due) = (await Figures(survey), (await (await app.As("supervisor")).Get($"/follow-ups/{id}")).Text("main"));
            Assert.Contains("not answered yet", due, StringComparison.Ordinal);
            await Answer(link, 5);
            var row = await Read(id);
            Assert.Equal((FollowUpStatus.Closed, 5, null), (row.Status, row.ScoreAfter, row.ReopenedAt));
            Assert.Equal(TicketStatus.Archived, await StatusOf(ticket));
            Assert.Contains("5 after the call back", (await (await app.As("supervisor")).Get($"/follow-ups/{id}")).Text("main"), StringComparison.Ordinal);
            // What is asked again stands in its own wave, not in the figures of the survey.
            Assert.Equal(before, await Figures(survey));
            var wave = await app.Db<SurveysDb, long>(db => db.Waves.Where(w => w.Kind == WaveKind.Resurvey && w.SurveyId == survey).Select(w => w.Id).SingleAsync());
            Assert.Contains("100", (await (await app.As("analyst")).Get($"/waves/{wave}/results")).Text("main"), StringComparison.Ordinal);
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Who_is_still_not_content_brings_call_back_and_ticket_back_once_and_the_department_hears_of_it()
    {
        var start = app.Clock.Now;
        try
        {
            var (_, ticket, id, link) = await CalledBack("Still Unhappy");
            await Answer(link, 1);
            var row = await Read(id);
            Assert.Equal((FollowUpStatus.Open, 1, app.Clock.Now + FollowUp.DueWithin, "Sent a new one."), (row.Status, row.ScoreAfter, row.DueAt, row.FormerAction));
            Assert.True(await StatusOf(ticket) is TicketStatus.Created or TicketStatus.InProgress);
            Assert.Equal(1, await app.Db<TicketsDb, int>(db => db.FollowUps.CountAsync(f => f.TicketId == ticket)));
            Assert.Contains("the customer gave 1", (await (await app.As("supervisor")).Get($"/tickets/{ticket}")).Text("section[aria-label='History']"), StringComparison.Ordinal);
            Assert.NotEqual(0, await app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.Key == $"followup-again:{id}")));

            // What was tried before has not helped: somebody has to speak with them again. Nobody is asked a third time.
            var supervisor = await app.As("supervisor");
            var form = await supervisor.Get($"/follow-ups/{id}/close");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await supervisor.Submit(form, $"/follow-ups/{id}/close", ("Form.CauseId", First(form, "Form.CauseId")), ("Form.Action", "Money back"))).Status);
            await CallBack(id, "Money back");
            Assert.Equal(FollowUpStatus.Closed, (await Read(id)).Status);
            Assert.Single(await app.Db<TicketsDb, List<string>>(db => db.Outbox.Where(o => o.Type.EndsWith("ResurveyFellDue")).Select(o => o.Payload).ToListAsync()), p => JsonDocument.Parse(p).RootElement.GetProperty("followUpId").GetInt64() == id);
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task A_follow_up_says_that_the_customer_was_asked_again_only_when_they_were()
    {
        var start = app.Clock.Now;
        try
        {
            var (customer, ticket, link, _) = await ResolvedTicket("Never Asked");
            await Answer(link, 2);
            var id = await FollowUpOf(ticket);
            await app.Send(new Crm.Customers.Features.Privacy.SayConsent.Command { Id = customer, Purpose = Crm.Contracts.Customers.Purpose.Survey, Given = false, Source = Crm.Customers.Domain.Privacy.ConsentSource.Phone }, "admin");
            var admin = await app.As("admin");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post("/tickets/settings/resurvey", ("Form.Days", "0"))).Status);
            Assert.Equal(HttpStatusCode.Redirect, (await admin.Post("/tickets/settings/resurvey", ("Form.Days", "5"))).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/settings/resurvey")).Status);
            await CallBack(id, "Sent a new one.");
            Assert.Equal(app.Clock.Now + TimeSpan.FromDays(5), (await Read(id)).AskAgainAt);
            app.Clock.Advance(TimeSpan.FromDays(5));
            await app.Deliver();
            Assert.Null((await Read(id)).AskedAgainAt);
            Assert.DoesNotContain("Asked again", (await (await app.As("supervisor")).Get($"/follow-ups/{id}")).Text("main"), StringComparison.Ordinal);
        }
        finally
        {
            app.Clock.Now = start;
            await app.Send(new Crm.Tickets.Features.FollowUps.ChangeResurvey.Command { Days = FollowUp.AskAgainDays }, "admin");
        }
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
