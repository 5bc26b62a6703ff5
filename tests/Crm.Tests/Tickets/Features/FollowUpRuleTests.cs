using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Crm.Tests.Surveys;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features;
using Crm.Tickets.Features.Customers;
using Crm.Tickets.Features.FollowUps;
using Crm.Tickets.Features.Sweeps;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>Who is called back and why, when it goes up, and what the figures say.</summary>
public sealed class FollowUpRuleTests(CrmApp app) : IClassFixture<CrmApp>
{
    static FollowUpRule Rule(FollowUpTrigger trigger, int? atMost = null, NpsGroup? group = null, string[]? words = null, string? language = null, long? survey = null)
    {
        var rule = new FollowUpRule(trigger);
        rule.Change(survey, atMost, group, words ?? [], language, true);
        return rule;
    }

    [Theory]
    [InlineData("我要退款！", "退款", true)]
    [InlineData("I want a REFUND now", "refund", true)]
    [InlineData("Refunds are slow", "refund", true)]
    [InlineData("He forbade it", "bad", false)]
    [InlineData("ＢＡＤ service", "bad", true)]
    [InlineData("no", "", false)]
    [InlineData("这个APP很慢", "app", true)]
    public void A_word_is_found_whatever_its_case_and_width(string comment, string word, bool found) => Assert.Equal(found, FollowUpRule.Says(comment, word));

    [Fact]
    public void Rules_say_why_in_words_and_look_only_at_their_survey_and_language()
    {
        var answer = new RatedAnswer(7, 4, 8, "请尽快退款", "zh-CN");
        Assert.Equal(("tickets.followup.why.keyword", "退款"), Rule(FollowUpTrigger.Keyword, words: ["refund", "退款"]).Hits(answer) is { } hit ? (hit.Key, hit.Args[0]) : default);
        Assert.Null(Rule(FollowUpTrigger.Keyword, words: ["退款"], language: "en").Hits(answer));
        Assert.NotNull(Rule(FollowUpTrigger.Keyword, words: ["退款"], language: "zh-CN", survey: 7).Hits(answer));
        Assert.Null(Rule(FollowUpTrigger.Keyword, words: ["退款"], survey: 8).Hits(answer));
        Assert.NotNull(Rule(FollowUpTrigger.Score, atMost: 4).Hits(answer));
        Assert.Null(Rule(FollowUpTrigger.Score, atMost: 3).Hits(answer));
        Assert.Equal("tickets.followup.why.passives", Rule(FollowUpTrigger.Nps, group: NpsGroup.Passives).Hits(answer)?.Key);
        Assert.Null(Rule(FollowUpTrigger.Nps, group: NpsGroup.Promoters).Hits(answer));
        Assert.Null(Rule(FollowUpTrigger.Nps, group: NpsGroup.Passives).Hits(answer with { Nps = null }));
    }

    [Fact]
    public void A_recovered_share_stands_with_its_interval()
    {
        // Agresti and Coull (1998): 0 of 20 has the 95 % interval up to 0.19 when z² is added.
        var none = new ShareOf(0, 20);
        Assert.Equal((0.0, 0.0, 0.19), (none.Value!.Value, none.Interval!.Low, Math.Round(none.Interval.High, 2)));
        Assert.Null(new ShareOf(0, 0).Interval);
    }

    [Fact]
    public async Task A_word_in_a_good_answer_opens_one_call_back_with_its_reason_and_holds_the_ticket()
    {
        var analyst = await app.As("analyst");
        var bad = await analyst.Post("/follow-ups/rules/entry", ("Form.Trigger", "Keyword"), ("Form.Keywords", ""), ("Form.AtMost", "9"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "9"), (bad.Status, bad.ValueOf("Form.AtMost")));
        Assert.NotEmpty(bad.ErrorOf("Form.Keywords"));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post("/follow-ups/rules/entry", ("Form.Trigger", "Keyword"), ("Form.Keywords", "退款\nrefund，lawyer"))).Status);
        Assert.Contains("退款, refund, lawyer", (await analyst.Get("/follow-ups/rules")).Html);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/follow-ups/rules")).Status);

        var id = await app.Ticket();
        var customer = (await app.Read(id)).CustomerId;
        await app.Send(new ResolveTicket.Command { Id = id, Note = "Done", CauseId = 1, ResolutionId = 10 }, "agent");
        var response = await app.Answer(await app.NewWave("Keyword"), "overall=5;advice=Please refund me", customer);
        await app.Db<SurveysDb>(db => db.Responses.Where(r => r.Id == response).ExecuteUpdateAsync(s => s.SetProperty(r => r.TicketId, id)));
        var happened = new ResponseFinished(response, 1, null, customer, null, id, 5, null, false, app.Clock.Now);
        await Hear(happened);
        await Hear(happened);
        var row = await app.Db<TicketsDb, FollowUp>(db => db.FollowUps.SingleAsync(f => f.ResponseId == response));
        Assert.Equal((row.Id, TicketStatus.Resolved), ((await app.Read(id)).HeldById!.Value, (await app.Read(id)).Status));
        Assert.Contains("keyword refund", (await (await app.As("supervisor")).Get($"/follow-ups/{row.Id}")).Html);
        Assert.Contains("关键词 refund", (await (await app.As("supervisor", "zh-CN")).Get($"/follow-ups/{row.Id}")).Html);

        // An answer that says nothing of it, and one to a rule no longer in use, open none.
        var fine = await app.Answer(await app.NewWave("Fine"), "overall=5;advice=All good", customer);
        await Hear(new ResponseFinished(fine, 1, null, customer, null, null, 5, null, false, app.Clock.Now));
        var rule = await app.Db<TicketsDb, long>(db => db.FollowUpRules.Select(r => r.Id).SingleAsync());
        var page = await analyst.Get("/follow-ups/rules");
        await analyst.Submit(page, $"/follow-ups/rules/{rule}/delete");
        var late = await app.Answer(await app.NewWave("Late"), "overall=5;advice=refund", customer);
        await Hear(new ResponseFinished(late, 1, null, customer, null, null, 5, null, false, app.Clock.Now));
        Assert.False(await app.Db<TicketsDb, bool>(db => db.FollowUps.AnyAsync(f => f.ResponseId == fine || f.ResponseId == late)));
    }

    [Fact]
    public async Task Overdue_the_owner_is_told_and_hours_later_those_above_each_once()
    {
        var start = app.Clock.Now;
        try
        {
            var row = await Opened(990_001);
            app.Clock.Now = row.DueAt.AddMinutes(1);
            await Sweep();
            Assert.Equal((1, 0), (await Told("followup_overdue"), await Told("followup_escalated")));
            app.Clock.Now = row.DueAt.AddHours(4).AddMinutes(1);
            await Sweep();
            var above = await Told("followup_escalated");
            Assert.True(above >= 1);
            await Sweep();
            Assert.Equal((1, above), (await Told("followup_overdue"), await Told("followup_escalated")));

            Task Sweep() => app.Scope(async s => { await s.GetRequiredService<WatchFollowUps>().Run(default); return true; });
            Task<int> Told(string what) => app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.Url == $"/follow-ups/{row.Id}" && n.Text == "tickets.notice." + what));
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Opened_again_and_overdue_again_the_owner_is_told_again()
    {
        var start = app.Clock.Now;
        try
        {
            var row = await Opened(990_101);
            app.Clock.Now = row.DueAt.AddMinutes(1);
            await Sweep();
            await Call(row, close: true);
            await Hear(new ResponseFinished(990_102, 1, null, row.CustomerId, null, null, 1, null, true, app.Clock.Now) { FollowUpId = row.Id });
            app.Clock.Advance(FollowUp.DueWithin + TimeSpan.FromMinutes(1));
            await Sweep();
            Assert.Equal(2, await app.Db<TicketsDb, int>(db => db.Notifications.CountAsync(n => n.Url == $"/follow-ups/{row.Id}" && n.Text == "tickets.notice.followup_overdue")));

            Task Sweep() => app.Scope(async s => { await s.GetRequiredService<WatchFollowUps>().Run(default); return true; });
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Board_and_figures_count_what_their_lists_show()
    {
        var start = app.Clock.Now;
        try
        {
            var team = await app.TeamOf("complaints");
            // In time and recovered; late and not recovered (so opened again); unreachable; untouched.
            var (quick, slow, gone, fresh) = (await Opened(991_001, team), await Opened(991_002, team), await Opened(991_003, team), await Opened(991_004, team));
            app.Clock.Now = start.AddHours(2);
            await Call(quick, close: true);
            app.Clock.Now = start.AddHours(30);
            await Call(slow, close: true);
            for (var i = 0; i < 3; i++)
            {
                await app.Send(new LogAttempt.Command { Id = gone.Id, Channel = AttemptChannel.Phone }, "supervisor");
                app.Clock.Advance(TimeSpan.FromHours(12));
            }
            await app.Send(new GiveUpFollowUp.Command { Id = gone.Id, Note = "Nobody there" }, "supervisor");
            await Hear(new ResponseFinished(991_011, 1, null, quick.CustomerId, null, null, 5, null, false, app.Clock.Now) { FollowUpId = quick.Id });
            await Hear(new ResponseFinished(991_012, 1, null, slow.CustomerId, null, null, 2, null, true, app.Clock.Now) { FollowUpId = slow.Id });

            var figures = await app.Send(new ReadFollowUps.Query { TeamId = team, By = FollowUpBy.Team }, "supervisor");
            var t = figures.Total;
            // Owed: quick and slow, and the untouched one whose time is over; the unreachable one stands apart.
            Assert.Equal((4L, 1L, 3L, 1L, 2L, 1L, 2L), (t.N, t.InTime.Hits, t.InTime.N, t.Unreachable, t.Contacted, t.Recovered.Hits, t.Recovered.N));
            Assert.Equal(TimeSpan.FromHours(16), t.FirstContact); // median of 2 h and 30 h
            foreach (var (outcome, n) in new[] { (FollowUpOutcome.InTime, 1), (FollowUpOutcome.Late, 2), (FollowUpOutcome.Unreachable, 1), (FollowUpOutcome.Contacted, 2), (FollowUpOutcome.AskedAgain, 2), (FollowUpOutcome.Recovered, 1), (FollowUpOutcome.NotRecovered, 1) })
                Assert.True(n == (await app.Send(new ListFollowUps.Query { View = FollowUpView.All, TeamId = team, Outcome = outcome }, "supervisor")).Items.Count, outcome.ToString());
            var supervisor = await app.As("supervisor");
            var page = await supervisor.Get($"/follow-ups/figures?teamId={team}&by=Month");
            Assert.Contains("2026-03", page.Html);
            Assert.Contains("16.0 h", page.Html);
            Assert.Contains($"/follow-ups?view=All&amp;teamId={team}&amp;month=2026-03", page.Html);
            Assert.Equal(4, (await supervisor.Get($"/follow-ups?view=All&teamId={team}&month=2026-03")).Document.QuerySelectorAll("main tbody tr").Length);
            // The one opened again has its 24 hours anew.
            var board = await app.Send(new ShowFollowUpBoard.Query { TeamId = team }, "supervisor");
            Assert.Equal([0, 1, 1, 2], board.Columns.Select(c => c.Count));
            Assert.Contains(board.Columns[2].Cards, c => c.Id == fresh.Id);
            Assert.Contains($"/follow-ups/{fresh.Id}/attempt", (await supervisor.Get($"/follow-ups/board?teamId={team}")).Html);
            Assert.Contains(">Recovered</span>", (await supervisor.Get($"/follow-ups?view=All&teamId={team}&outcome=Recovered")).Html); // the list says what it is narrowed to
            var api = await app.Api("supervisor");
            var json = (await api.GetFromJsonAsync<JsonElement>($"/api/v1/follow-ups/figures?team={team}&by=month")).GetProperty("total");
            Assert.Equal((4, 1, 2), (json.GetProperty("n").GetInt32(), json.GetProperty("recovered").GetProperty("hits").GetInt32(), json.GetProperty("recovered").GetProperty("n").GetInt32()));
            Assert.Equal(1, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/follow-ups?view=all&team={team}&outcome=in_time")).GetProperty("items").GetArrayLength());
            // The dashboard says the same.
            var calls = (await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/dashboard?team={team}")).GetProperty("followUps");
            Assert.Equal((4, 1, 3, 1 / 3.0), (calls.GetProperty("opened").GetInt32(), calls.GetProperty("inTime").GetInt32(), calls.GetProperty("owed").GetInt32(), calls.GetProperty("inTimeShare").GetDouble()));
            // Whose they are not does not count them.
            Assert.Equal(0, (await app.Send(new ReadFollowUps.Query { TeamId = team }, "agent")).Total.N);
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task What_was_done_the_first_time_and_said_in_attempts_is_told_to_the_customer_and_goes_with_them()
    {
        var row = await Opened(992_001);
        await Call(row, close: true);
        await Hear(new ResponseFinished(992_002, 1, null, row.CustomerId, null, null, 1, null, true, app.Clock.Now) { FollowUpId = row.Id });
        await app.Send(new LogAttempt.Command { Id = row.Id, Channel = AttemptChannel.Phone, Note = "Spoke with the sister" }, "supervisor");
        var told = await Told();
        Assert.Contains("Mended", told, StringComparison.Ordinal);
        Assert.Contains("Spoke with the sister", told, StringComparison.Ordinal);
        await app.Scope(async s => { await s.GetRequiredService<WhenCustomerErased>().Handle(new CustomerErased(row.CustomerId, app.Clock.Now), default); return true; });
        var after = await app.Db<TicketsDb, FollowUp>(db => db.FollowUps.AsNoTracking().Include(f => f.Attempts).SingleAsync(f => f.Id == row.Id));
        Assert.Equal((Ticket.Erased, (string?)null), (after.FormerAction, after.Action));
        Assert.All(after.Attempts, a => Assert.Null(a.Note));

        Task<string> Told() => app.Scope(async s => JsonSerializer.Serialize(await s.GetServices<ISubjectData>().OfType<TicketData>().Single().Of(row.CustomerId, default)));
    }

    async Task Call(FollowUp row, bool close)
    {
        await app.Send(new LogAttempt.Command { Id = row.Id, Channel = AttemptChannel.Phone, Reached = true }, "supervisor");
        if (close) await app.Send(new CloseFollowUp.Command { Id = row.Id, CauseId = 4, Action = "Mended" }, "supervisor");
    }

    async Task<FollowUp> Opened(long response, long? team = null)
    {
        var customer = await app.Customer($"Call {response}");
        await Hear(new ResponseFinished(response, 1, null, customer, null, null, 1, null, true, app.Clock.Now));
        if (team is not null)
        {
            var owner = await app.PersonOf("supervisor");
            await app.Db<TicketsDb>(db => db.FollowUps.Where(f => f.ResponseId == response).ExecuteUpdateAsync(s => s.SetProperty(f => f.TeamId, team).SetProperty(f => f.OwnerId, owner)));
        }
        return await app.Db<TicketsDb, FollowUp>(db => db.FollowUps.AsNoTracking().SingleAsync(f => f.ResponseId == response));
    }

    Task<bool> Hear(ResponseFinished answer) => app.Scope(async s =>
    {
        await s.GetRequiredService<WhenResponseFinished>().HandleMany([answer], default);
        await s.GetRequiredService<TicketsDb>().SaveChangesAsync();
        return true;
    });
}
