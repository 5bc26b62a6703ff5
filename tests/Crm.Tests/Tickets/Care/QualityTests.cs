using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Tickets;
using Crm.Platform.UseCases;
using Crm.Tests.Support;
using Crm.Tests.Tickets.Features;
using Crm.Tests.Tickets.Routing;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Quality;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Care;

/// <summary>Sampled tickets are scored by a list, shown to the agent, and can be appealed.</summary>
public sealed class QualityTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly (string, string?)[] Good = Marks("5", "5", "4", "1", "1", "1");

    static (string, string?)[] Marks(params string[] values) => [.. values.Select((v, i) => ($"Form.Answers[{i}].Value", (string?)v))];

    DateOnly Today => DateOnly.FromDateTime(app.Clock.Now.AddHours(8).UtcDateTime);

    async Task<long> Drawn(string agent = "agent", string subject = "Where is it?")
    {
        var ticket = await app.Ticket(subject: subject, @as: agent);
        await app.Resolve(ticket, agent);
        await app.Send(new DrawSample.Command { From = Today, To = Today, PerAgent = 50, Extra = 0 }, "supervisor");
        return await app.Db<TicketsDb, long>(db => db.QualityChecks.Where(c => c.TicketId == ticket).Select(c => c.Id).SingleAsync());
    }

    Task<QualityCheck> Check(long id) => app.Db<TicketsDb, QualityCheck>(db => db.QualityChecks.AsNoTracking().Include(c => c.Steps).Include(c => c.Marks).SingleAsync(c => c.Id == id));

    Task<int> Notices(long person, string key) => app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == person && n.Key == key));

    [Fact]
    public async Task A_ticket_is_scored_beside_its_conversation_and_the_agent_appeals_to_somebody_else()
    {
        var id = await Drawn(subject: "Scored and appealed");
        var (supervisor, agent, admin) = (await app.As("supervisor"), await app.As("agent"), await app.As("admin"));
        Assert.Contains($"/tickets/quality/{id}", (await supervisor.Get("/tickets/quality")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/tickets/quality/{id}")).Status); // not before it is scored
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get($"/tickets/quality/{id}/score")).Status);

        var page = await supervisor.Get($"/tickets/quality/{id}/score");
        Assert.Contains("Please look.", page.Html, StringComparison.Ordinal);
        var missing = await supervisor.Submit(page, $"/tickets/quality/{id}/score", [.. Good[..5], ("Form.Answers[5].Value", null), ("Form.Answers[0].Comment", "clear words"), ("Form.Note", "Keep it up")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.Status);
        Assert.Equal("Please fill this in.", missing.ErrorOf("Form.Answers[5].Value"));
        Assert.Equal(("clear words", "Keep it up"), (missing.ValueOf("Form.Answers[0].Comment"), missing.ValueOf("Form.Note")));
        Assert.NotNull(missing.Document.QuerySelector("[name='Form.Answers[2].Value'][value='4'][checked]"));
        Assert.Equal(HttpStatusCode.Found, (await supervisor.Submit(missing, $"/tickets/quality/{id}/score", Marks("5", "5", "4", "1", "0", "1"))).Status);
        // (20 + 30 + 20 x 3/4 + 15 + 0 + 10) / 110
        Assert.Equal((QualityStatus.Scored, 81.82m), ((await Check(id)).Status, (await Check(id)).Score));
        Assert.Equal(1, await Notices(await app.Person("agent"), $"quality-scored:{id}"));

        Assert.Contains("clear words", (await agent.Get($"/tickets/quality/{id}")).Html, StringComparison.Ordinal);
        Assert.Contains($"/tickets/quality/{id}", (await agent.Get("/tickets/quality/mine")).Html, StringComparison.Ordinal);
        Assert.Contains("81.8", (await agent.Get($"/tickets/{(await Check(id)).TicketId}/care", htmx: true)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("zhao.min")).Get($"/tickets/quality/{id}")).Status); // a colleague of the team
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Post($"/tickets/quality/{id}/appeal", ("Form.Reason", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await agent.Post($"/tickets/quality/{id}/appeal", ("Form.Reason", "The cause is right"))).Status);
        Assert.Equal(1, await Notices(await app.Person("admin"), $"quality-appealed:{id}"));
        Assert.Equal(0, await Notices(await app.Person("supervisor"), $"quality-appealed:{id}"));

        var own = await supervisor.Post($"/tickets/quality/{id}/decide", ("Form.Decision", "Uphold"), ("Form.Reason", "I was right"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.Status);
        Assert.Contains("Somebody other than whoever scored decides.", own.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Post($"/tickets/quality/{id}/decide", ("Form.Decision", "Change"), ("Form.Reason", ""))).Status);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post($"/tickets/quality/{id}/decide", [("Form.Decision", "Change"), ("Form.Reason", "The cause is right indeed"), .. Good])).Status);
        var check = await Check(id);
        Assert.Equal((QualityStatus.Changed, 95.45m, 2), (check.Status, check.Score, check.Round));
        Assert.Equal([QualityAct.Drawn, QualityAct.Scored, QualityAct.Appealed, QualityAct.Changed], check.Steps.OrderBy(s => s.Id).Select(s => s.Act));
        Assert.Equal([0, 1], check.Marks.Where(m => m.Position == 4).OrderBy(m => m.Round).Select(m => m.Value!.Value));
        Assert.Equal(1, await Notices(await app.Person("agent"), $"quality-decided:{id}"));
        Assert.Contains("was No", (await agent.Get($"/tickets/quality/{id}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_week_is_drawn_once_and_no_ticket_twice_and_nobody_gets_their_own()
    {
        var (mine, theirs) = (await app.Ticket(@as: "supervisor"), await app.Ticket());
        await app.Resolve(mine, "supervisor");
        await app.Resolve(theirs, "agent");
        var now = app.Clock.Now;
        try
        {
            app.Clock.Advance(TimeSpan.FromDays(7));
            Task Sweep() => app.Scope(async s => { await s.GetRequiredService<DrawWeeklySample>().Run(default); return 0; });
            await Sweep();
            await Sweep();
            var sample = await app.Db<TicketsDb, QualitySample>(db => db.QualitySamples.SingleAsync(s => s.Week != null));
            Assert.Equal((new DateOnly(2026, 3, 2), null), (sample.Week, sample.ById));
            Assert.Equal(sample.Drawn, await app.Db<TicketsDb, int>(db => db.QualityChecks.CountAsync(c => c.SampleId == sample.Id)));
            // Drawing the same days again takes what was left, and nothing twice.
            var again = await app.Send(new DrawSample.Command { From = new(2026, 3, 2), To = new(2026, 3, 8), PerAgent = 50, Extra = 0 }, "admin");
            Assert.Equal(again.Candidates, again.Drawn);
            Assert.Equal(0, (await app.Send(new DrawSample.Command { From = new(2026, 3, 2), To = new(2026, 3, 8), PerAgent = 50, Extra = 0 }, "admin")).Candidates);
        }
        finally { app.Clock.Now = now; }
        var queue = await app.Send(new ListChecks.Query { Limit = 200 }, "supervisor");
        Assert.Contains(queue.Items, c => c.TicketId == theirs);
        Assert.DoesNotContain(queue.Items, c => c.TicketId == mine);
        var own = await app.Db<TicketsDb, long>(db => db.QualityChecks.Where(c => c.TicketId == mine).Select(c => c.Id).SingleAsync());
        Assert.Equal("tickets.quality.rule.own", (await Assert.ThrowsAsync<RuleException>(() => app.Send(new SkipCheck.Command { Id = own, Note = "Mine" }, "supervisor"))).Key);
        // Another department's supervisor has nothing to do with it.
        await Assert.ThrowsAsync<MissingException>(() => app.Send(new SkipCheck.Command { Id = own, Note = "No" }, "qian.xue"));
        var sampled = await (await app.As("supervisor")).Post("/tickets/quality/sample", ("Form.From", "2026-03-01"), ("Form.To", "2025-03-01"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, sampled.Status);
    }

    [Fact]
    public async Task A_mean_of_fewer_than_five_is_shown_to_nobody_but_the_agent()
    {
        async Task Score(string agent) => await app.Send(new ScoreCheck.Command { Id = await Drawn(agent), Answers = [.. Good.Select(g => new AnswerForm { Value = g.Item2 })] }, "admin");
        async Task<QualityFigures.Line> Line() => (await app.Send(new QualityFigures.Query(Today, Today), "supervisor")).Agents.Single(a => a.Name == "吴倩" || a.Name == "Qian Wu");
        for (var i = 0; i < 4; i++) await Score("wu.qian");
        Assert.Equal((4, null), (await Line()) is var few ? (few.Count, few.Mean) : default);
        Assert.Equal((4, 95.45), (await app.Send(new ListOwnChecks.Query(), "wu.qian")) is var own ? (own.Count, Math.Round(own.Mean!.Value, 2)) : default);
        Assert.Contains("fewer than 5", (await (await app.As("supervisor")).Get("/tickets/quality/figures")).Html, StringComparison.Ordinal);
        await Score("wu.qian");
        Assert.Equal((5, 95.45), (await Line()) is var line ? (line.Count, Math.Round(line.Mean!.Value, 2)) : default);
        var figures = await app.Send(new QualityFigures.Query(Today, Today), "supervisor");
        Assert.Equal(100, figures.Items.Single(i => i.Name is "Personal data was protected" or "未泄露个人信息").Mean);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/tickets/quality/figures")).Status);
    }

    [Fact]
    public async Task A_check_keeps_the_list_it_was_drawn_with()
    {
        var id = await Drawn();
        var admin = await app.As("admin");
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("supervisor")).Get("/tickets/settings/quality/lists/1")).Status);
        var page = await admin.Get("/tickets/settings/quality/lists/1");
        var bad = await admin.Submit(page, "/tickets/settings/quality/lists/1", ("Form.Items[0].Weight", "heavy"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "heavy"), (bad.Status, bad.ValueOf("Form.Items[0].Weight")));
        Assert.Equal(HttpStatusCode.Found, (await admin.Submit(bad, "/tickets/settings/quality/lists/1", ("Form.Items[0].Weight", "40"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Submit(page, "/tickets/settings/quality/lists/1", ("Form.Items[0].Weight", "50"))).Status);
        Assert.Equal((1, 20), (await app.Send(new ViewCheck.Query(id), "supervisor")) is var old ? (old.Revision, old.Items[0].Weight) : default);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/quality/lists/1", ("Form.Active", "true"))).Status); // nothing changed: no new version
        Assert.Equal((2, 40), (await app.Send(new ViewCheck.Query(await Drawn()), "supervisor")) is var fresh ? (fresh.Revision, fresh.Items[0].Weight) : default);
        await admin.Post("/tickets/settings/quality/lists/1", ("Form.Items[0].Weight", "20"));
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/quality", ("Form.PerAgent", "4"), ("Form.AppealDays", "10"))).Status);
        Assert.Equal(10, (await app.Send(new ChangeQuality.Query(), "admin")).AppealDays);
        Assert.Equal(HttpStatusCode.Found, (await admin.Post("/tickets/settings/quality", ("Form.PerAgent", "3"), ("Form.AppealDays", "7"))).Status);
    }

    [Fact]
    public async Task Programs_score_with_the_version_they_saw()
    {
        var id = await Drawn();
        var api = await app.Api("supervisor");
        var read = await api.GetAsync($"/api/v1/quality-checks/{id}");
        async Task<HttpStatusCode> Score(string? tag)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/quality-checks/{id}/score") { Content = JsonContent.Create(new { answers = Good.Select(g => new { value = g.Item2 }) }) };
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
            return (await api.SendAsync(request)).StatusCode;
        }
        Assert.Equal(HttpStatusCode.PreconditionRequired, await Score(null));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Score("\"1\""));
        Assert.Equal(HttpStatusCode.OK, await Score(read.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Score(read.Headers.ETag!.Tag));
        var agent = await app.Api("agent");
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.GetAsync("/api/v1/quality-checks")).StatusCode);
        Assert.Contains($"\"id\":{id},", await agent.GetStringAsync("/api/v1/quality-checks/mine"), StringComparison.Ordinal);
        var own = await agent.GetAsync($"/api/v1/quality-checks/{id}");
        var acknowledge = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/quality-checks/{id}/acknowledge");
        acknowledge.Headers.TryAddWithoutValidation("If-Match", own.Headers.ETag!.Tag);
        Assert.Equal("acknowledged", (await (await agent.SendAsync(acknowledge)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Words_about_an_erased_customer_go_and_what_was_not_judged_is_skipped()
    {
        var (scored, waiting) = (await Drawn(), await Drawn());
        await app.Send(new ScoreCheck.Command { Id = scored, Note = "Secretword was calm", Answers = [.. Good.Select(g => new AnswerForm { Value = g.Item2, Comment = "Secretword" })] }, "supervisor");
        foreach (var id in new[] { scored, waiting })
        {
            var customer = (await app.Read((await Check(id)).TicketId)).CustomerId;
            await app.Scope(async s =>
            {
                await s.GetRequiredService<Crm.Tickets.Features.Customers.WhenCustomerErased>().Handle(new(customer, app.Clock.Now), default);
                await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
                return true;
            });
        }
        var check = await Check(scored);
        Assert.All(check.Marks, m => Assert.Equal(Ticket.Erased, m.Comment));
        Assert.DoesNotContain(check.Steps, s => s.Note?.Contains("Secretword", StringComparison.Ordinal) == true);
        Assert.Equal((95.45m, QualityStatus.Skipped), (check.Score, (await Check(waiting)).Status));
        Assert.DoesNotContain("Secretword", (await (await app.As("agent")).Get($"/tickets/quality/{scored}")).Html, StringComparison.Ordinal);
    }
}
