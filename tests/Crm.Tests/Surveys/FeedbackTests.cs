using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Contracts.Surveys;
using Crm.Contracts.Tickets;
using Crm.Platform.Web;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Feedback;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>From a comment to a thank-you within its time, and on to a decision.</summary>
public sealed class FeedbackTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<List<FeedbackItem>> Of(long response) => app.Db<SurveysDb, List<FeedbackItem>>(db => db.Feedback.AsNoTracking().Where(f => f.ResponseId == response).OrderBy(f => f.Item).ToListAsync());

    async Task<FeedbackItem> One(long customer, string sheet = "overall=2;advice=Nobody called me back", long? owner = null, long? team = null)
    {
        var response = await app.Answer(await app.NewWave("Feedback"), sheet, customer, owner, team);
        await app.Deliver();
        return (await Of(response))[0];
    }

    async Task Classified(FeedbackItem f) => await app.Send(new ClassifyFeedback.Command
    {
        Id = f.Id, Kind = f.Kind, CategoryId = await app.Db<SurveysDb, long>(db => db.FeedbackCodes.Where(c => c.Kind == FeedbackCodeKind.Category).OrderBy(c => c.Id).Select(c => c.Id).FirstAsync()),
        CauseId = await app.Db<SurveysDb, long>(db => db.FeedbackCodes.Where(c => c.Kind == FeedbackCodeKind.Cause).OrderBy(c => c.Id).Select(c => c.Id).FirstAsync()), OwnerId = f.OwnerId,
    }, "analyst");

    [Fact]
    public async Task Every_comment_becomes_one_feedback_however_often_it_is_told()
    {
        var customer = await app.SomeCustomer("Twice Told");
        var response = await app.Answer(await app.NewWave("Twice"), "overall=5;advice=Keep it up!;wishes=A portal, please add one;improve=Call us", customer);
        await app.Deliver();
        var happened = new ResponseFinished(response, 1, 1, customer, null, null, 5, null, false, app.Clock.Now);
        for (var i = 0; i < 2; i++)
            await app.Db<SurveysDb>(async db => { db.Publish(happened); await db.SaveChangesAsync(); });
        await app.Deliver();
        var items = await Of(response);
        Assert.Equal(["advice", "improve", "wishes"], items.Select(f => f.Item));
        Assert.Equal([FeedbackKind.Praise, FeedbackKind.Suggestion, FeedbackKind.Suggestion], items.Select(f => f.Kind));
        Assert.All(items, f => Assert.Equal((FeedbackState.Open, app.Clock.Now.AddHours(24)), (f.State, f.DueAt)));
        var low = await One(customer);
        Assert.Equal(FeedbackKind.Complaint, low.Kind);
    }

    [Fact]
    public async Task What_is_still_to_be_done_goes_with_its_owner_to_another_team_and_what_is_decided_stays()
    {
        var (owner, before, after) = (await app.PersonOf("agent"), await app.TeamOf("accounts"), await app.TeamOf("complaints"));
        var customer = await app.SomeCustomer("Follows");
        var (open, closed) = (await One(customer, owner: owner, team: before), await One(customer, owner: owner, team: before));
        await app.Db<SurveysDb>(db => db.Feedback.Where(f => f.Id == closed.Id).ExecuteUpdateAsync(s => s.SetProperty(f => f.State, FeedbackState.Closed)));
        var running = await app.Send(new Crm.Surveys.Features.Improvements.ProposeImprovement.Command { Problem = "Follows", DueOn = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(30), MeasureKind = MeasureKind.Process, Measure = "M", OwnerId = owner }, "analyst");
        await app.Db<SurveysDb>(db => db.Improvements.Where(i => i.Id == running).ExecuteUpdateAsync(s => s.SetProperty(i => i.TeamId, before)));
        var supervisor = await app.Api("supervisor"); // of the team it goes to
        async Task<HttpStatusCode> Sees(long id) => (await supervisor.GetAsync($"/api/v1/feedback/{id}")).StatusCode;
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (await Sees(open.Id), await Sees(closed.Id)));

        await app.Db<SurveysDb>(db => { db.Publish(new StaffTeamsChanged(owner, after, app.Clock.Now)); return db.SaveChangesAsync(); });
        await app.Deliver();
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await Sees(open.Id), await Sees(closed.Id)));
        Assert.Equal(after, await app.Db<SurveysDb, long?>(db => db.Improvements.Where(i => i.Id == running).Select(i => i.TeamId).SingleAsync()));
        Assert.Equal([before, before], await app.Db<SurveysDb, List<long?>>(db => db.Responses.Where(r => r.Id == open.ResponseId || r.Id == closed.ResponseId).Select(r => r.TeamId).ToListAsync()));
    }

    [Fact]
    public async Task An_anonymous_comment_has_nobody_to_answer_and_waits_for_a_decision()
    {
        var response = await app.Answer(await app.NewWave("Anonymous"), "overall=4;advice=Faster, please");
        await app.Deliver();
        var item = Assert.Single(await Of(response));
        Assert.Equal((FeedbackState.Answered, false, AnswerWay.None), (item.State, item.Answerable, item.Way));
    }

    [Fact]
    public async Task Comments_are_read_without_the_names_of_the_customer_and_of_their_contacts()
    {
        var customer = await app.Send(new Crm.Customers.Features.Customers.RegisterCustomer.Command { Name = "Harbour Works", Kind = CustomerKind.Organisation, AllowDuplicate = true }, "admin");
        await app.Send(new Crm.Customers.Features.Contacts.AddContact.Command { CustomerId = customer, Name = "Olwen Pryce" }, "admin");
        await app.Answer(await app.NewWave("Named"), "overall=4;advice=Olwen Pryce of Harbour Works still waits for the manual", customer);
        await app.Deliver();
        var html = (await (await app.As("analyst")).Get("/responses")).Html;
        Assert.Contains("still waits for the manual", html);
        Assert.DoesNotContain("Olwen Pryce", html);
        Assert.DoesNotContain("Harbour Works still", html);
    }

    [Fact]
    public async Task The_customer_is_thanked_by_mail_in_their_language_and_the_other_comments_with_it()
    {
        var customer = await app.SomeCustomer("周洁", "zhou.jie.feedback@customer.test", "zh-CN");
        var response = await app.Answer(await app.NewWave("Mail"), "overall=2;advice=电话 13800138000 一直没人接;improve=周末的响应速度", customer, language: "zh-CN");
        await app.Deliver();
        var (first, other) = ((await Of(response))[0], (await Of(response))[1]);
        var analyst = await app.As("analyst");
        var queue = await analyst.Get("/feedback");
        Assert.Contains("一直没人接", queue.Html);
        Assert.DoesNotContain("13800138000", queue.Html); // masked
        var url = $"/feedback/{first.Id}/answer";
        var form = await analyst.Get(url);
        Assert.Contains("周洁，您好", form.ValueOf("Form.Text"));
        var bad = await analyst.Submit(form, url, ("Form.Text", ""), ("Form.Subject", "S"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Equal("S", bad.ValueOf("Form.Subject"));
        Assert.NotEmpty(bad.ErrorOf("Form.Text"));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Submit(form, url, ("Form.Text", "谢谢您，我们会回电。"))).Status);
        var mail = Assert.Single(await app.MailsTo(customer), m => m.Purpose == "survey.feedback");
        Assert.Equal(("zhou.jie.feedback@customer.test", "谢谢您，我们会回电。", "感谢您的反馈"), (mail.ToAddress, mail.TextBody, mail.Subject));
        Assert.All(await Of(response), f => Assert.Equal((FeedbackState.Answered, AnswerWay.Mail), (f.State, f.Way)));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Get(url)).Status); // nothing to fill in any more
        Assert.Contains("谢谢您，我们会回电。", (await analyst.Get($"/feedback/{other.Id}")).Html);
        Assert.Contains("谢谢您", (await app.Scope(s => s.GetServices<ITimelineSource>().Single(t => t.Kinds.Contains("feedback")).Before(customer, app.Clock.Now.AddDays(1), 5, default), "analyst"))[0].Body);
        Assert.Contains("一直没人接", (await analyst.Get($"/feedback/customer/{customer}", htmx: true)).Html);
    }

    [Fact]
    public async Task Without_an_address_a_note_of_the_call_answers()
    {
        var item = await One(await app.SomeCustomer("No Address"));
        var analyst = await app.As("analyst");
        var form = await analyst.Get($"/feedback/{item.Id}/answer");
        Assert.Null(form.Document.QuerySelector("input[value=Mail]"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Submit(form, $"/feedback/{item.Id}/answer", ("Form.Way", "Mail"), ("Form.Text", "x"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Submit(form, $"/feedback/{item.Id}/answer", ("Form.Way", "Phone"), ("Form.Text", "Spoke with her"))).Status);
        Assert.Equal("Spoke with her", (await Of(item.ResponseId!.Value))[0].AnswerText);
    }

    [Fact]
    public async Task It_is_decided_only_after_the_answer_and_the_classification()
    {
        var item = await One(await app.SomeCustomer("Decided"));
        var analyst = await app.As("analyst");
        var url = $"/feedback/{item.Id}/close";
        var unanswered = await analyst.Post(url, ("Form.Outcome", "Rejected"), ("Form.Reason", "Typed reason"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unanswered.Status);
        Assert.Contains("Answer the customer first.", unanswered.Html);
        Assert.Equal("Typed reason", unanswered.ValueOf("Form.Reason").Trim());
        await app.Send(new AnswerFeedback.Command { Id = item.Id, Way = AnswerWay.Phone, Text = "Said" }, "analyst");
        Assert.Contains("Choose a category and a cause first.", (await analyst.Post(url, ("Form.Outcome", "Rejected"), ("Form.Reason", "R"))).Html);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"/feedback/{item.Id}/classify", ("Form.Kind", "Complaint"), ("Form.CategoryId", $"{await Code(FeedbackCodeKind.Category)}"), ("Form.CauseId", $"{await Code(FeedbackCodeKind.Cause)}"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post($"/feedback/{item.Id}/classify", ("Form.CategoryId", "999999"))).Status);
        Assert.NotEmpty((await analyst.Post(url, ("Form.Outcome", "Rejected"), ("Form.Reason", ""))).ErrorOf("Form.Reason"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post(url, ("Form.Outcome", "Improvement"), ("Form.Problem", "P"), ("Form.DueOn", "2020-01-01"))).Status);
        var made = await analyst.Post(url, ("Form.Outcome", "Improvement"), ("Form.Problem", "Nobody calls back"), ("Form.DueOn", "2026-05-01"));
        Assert.StartsWith("/improvements/", made.Location!.ToString());
        var closed = (await Of(item.ResponseId!.Value))[0];
        Assert.Equal((FeedbackState.Closed, FeedbackOutcome.Improvement), (closed.State, closed.Outcome));
        var improvement = await app.Db<SurveysDb, Improvement>(db => db.Improvements.SingleAsync(i => i.Id == closed.ImprovementId));
        Assert.Equal(("Nobody calls back", new DateOnly(2026, 5, 1), ImprovementStatus.Proposed), (improvement.Problem, improvement.DueOn, improvement.Status));
        // The decision can be taken back.
        await analyst.Submit(await analyst.Get($"/feedback/{item.Id}"), $"/feedback/{item.Id}/reopen");
        Assert.Equal(FeedbackState.Answered, (await Of(item.ResponseId.Value))[0].State);

        Task<long> Code(FeedbackCodeKind kind) => app.Db<SurveysDb, long>(db => db.FeedbackCodes.Where(c => c.Kind == kind).OrderBy(c => c.Id).Select(c => c.Id).FirstAsync());
    }

    [Fact]
    public async Task The_clock_reminds_the_owner_then_tells_who_stands_above_each_once()
    {
        var start = app.Clock.Now;
        var (agent, supervisor, team) = (await app.PersonOf("agent"), await app.PersonOf("supervisor"), await app.TeamOf("technical-support"));
        var item = await One(await app.SomeCustomer("Slow"), owner: agent, team: team);
        try
        {
            await Watch();
            Assert.Empty(await Notices(agent, "soon"));
            app.Clock.Now = item.DueAt.AddHours(-4);
            await Watch();
            await Watch();
            Assert.Single(await Notices(agent, "soon"));
            app.Clock.Now = item.DueAt.AddSeconds(1);
            await Watch();
            await Watch();
            Assert.Single(await Notices(agent, "overdue"));
            Assert.Single(await Notices(supervisor, "overdue"));
            var browser = await app.As("agent");
            Assert.Contains($"/feedback/{item.Id}\"", (await browser.Get("/feedback?view=Overdue")).Html);
            Assert.Equal(1, (await app.Send(new CountFeedback.Query(), "agent")).Overdue);
            // Late is late, also once it is answered.
            await app.Send(new AnswerFeedback.Command { Id = item.Id, Way = AnswerWay.Phone, Text = "Late" }, "agent");
            var late = await app.Send(new ReadFeedback.Query { By = FeedbackBy.Owner, Owner = agent }, "analyst");
            Assert.Equal((1L, 0L), (late.Total.Owed, late.Total.InTime));
            Assert.Contains((await app.Send(new ListFeedback.Query { View = FeedbackView.All, Owner = agent, Punctual = Punctuality.AnsweredLate }, "analyst")).Items, r => r.Id == item.Id);
        }
        finally { app.Clock.Now = start; }

        Task Watch() => app.Scope(async s => { await s.GetRequiredService<WatchFeedback>().Run(default); return true; });
        Task<List<long>> Notices(long person, string kind) => app.Db<SurveysDb, List<long>>(db => db.Notifications.Where(n => n.StaffId == person && n.Url == $"/feedback/{item.Id}" && n.Text == "surveys.notice.feedback_" + kind).Select(n => n.Id).ToListAsync());
    }

    [Fact]
    public async Task The_share_rectified_counts_improvements_done_by_their_day()
    {
        var (customer, team) = (await app.SomeCustomer("Rectified"), await app.TeamOf("product-support"));
        var start = app.Clock.Now;
        var today = new DateOnly(2026, 3, 4);
        async Task Improved(DateOnly due, DateOnly? done, ImprovementStatus status = ImprovementStatus.Done)
        {
            var item = await One(customer, team: team);
            await app.Send(new AnswerFeedback.Command { Id = item.Id, Way = AnswerWay.Phone, Text = "Said" }, "analyst");
            await Classified(item);
            var id = await app.Send(new CloseFeedback.Command { Id = item.Id, Outcome = FeedbackOutcome.Improvement, Problem = "Slow", DueOn = due }, "analyst");
            await app.Db<SurveysDb>(db => db.Improvements.Where(i => i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.DoneOn, done).SetProperty(i => i.Status, done is null ? ImprovementStatus.Running : status)));
        }
        await Improved(today, today);                                  // in time
        await Improved(today, today.AddDays(3));                       // too late
        await Improved(today.AddDays(1), null);                        // not yet due
        await Improved(today, today, ImprovementStatus.Rejected);      // given up: no duty any more
        try
        {
            var figures = await app.Send(new ReadFeedback.Query { Team = team, By = FeedbackBy.Team }, "analyst");
            Assert.Equal((4L, 2L, 1L, 0.5), (figures.Total.Improved, figures.Total.Fell, figures.Total.Rectified, figures.Total.RectifiedShare));
            app.Clock.Advance(TimeSpan.FromDays(3));
            Assert.Equal((3L, 1L), (await app.Send(new ReadFeedback.Query { Team = team }, "analyst")).Total is var t ? (t.Fell, t.Rectified) : default);
            var page = await (await app.As("analyst")).Get($"/feedback/figures?team={team}&by=Month");
            Assert.Contains("33.3 %", page.Html);
            Assert.Contains("2026-03", page.Html);
            Assert.Single((await app.Send(new ListFeedback.Query { View = FeedbackView.All, Team = team, Punctual = Punctuality.RectifiedInTime, Month = "2026-03" }, "analyst")).Items);
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task A_suggestion_that_came_as_a_ticket_stands_beside_the_others_once_it_is_resolved()
    {
        var customer = await app.SomeCustomer("Ticket Person");
        for (var i = 0; i < 2; i++)
            await app.Db<SurveysDb>(async db => { db.Publish(new TicketResolved(77_001, customer, TicketType.Suggestion, null, null, app.Clock.Now)); db.Publish(new TicketResolved(77_002, customer, TicketType.Inquiry, null, null, app.Clock.Now)); await db.SaveChangesAsync(); });
        await app.Deliver();
        var item = await app.Db<SurveysDb, FeedbackItem>(db => db.Feedback.SingleAsync(f => f.CustomerId == customer));
        Assert.Equal((77_001L, FeedbackKind.Suggestion, FeedbackState.Answered, AnswerWay.Ticket), (item.TicketId!.Value, item.Kind, item.State, item.Way));
    }

    [Fact]
    public async Task Merged_records_take_their_feedback_along_and_erasure_leaves_only_figures()
    {
        var (from, into) = (await app.SomeCustomer("Feedback From"), await app.SomeCustomer("Feedback Into"));
        var (answered, open) = (await One(from), await One(from));
        await app.Send(new AnswerFeedback.Command { Id = answered.Id, Way = AnswerWay.Phone, Text = "Spoke with Mrs From" }, "analyst");
        var merged = app.Clock.Now;
        await Raise(new CustomerMerged(from, into, merged));
        Assert.Equal([into, into], await app.Db<SurveysDb, List<long?>>(db => db.Feedback.Where(f => f.Id == answered.Id || f.Id == open.Id).Select(f => f.CustomerId).ToListAsync()));
        await Raise(new CustomerUnmerged(from, into, merged, app.Clock.Now));
        Assert.Equal([from, from], await app.Db<SurveysDb, List<long?>>(db => db.Feedback.Where(f => f.Id == answered.Id || f.Id == open.Id).Select(f => f.CustomerId).ToListAsync()));
        await Raise(new CustomerErased(from, app.Clock.Now));
        var rows = await app.Db<SurveysDb, List<FeedbackItem>>(db => db.Feedback.AsNoTracking().Where(f => f.Id == answered.Id || f.Id == open.Id).OrderBy(f => f.Id).ToListAsync());
        Assert.All(rows, f => Assert.Equal((null, null, FeedbackState.Answered), (f.CustomerId, f.AnswerText, f.State)));
        Assert.Equal(FeedbackKind.Complaint, rows[0].Kind);

        async Task Raise(Crm.Contracts.IEvent happened)
        {
            await app.Db<SurveysDb>(async db => { db.Publish(happened); await db.SaveChangesAsync(); });
            await app.Deliver();
        }
    }

    [Fact]
    public async Task Only_those_whose_it_is_see_it_and_lists_are_the_analysts()
    {
        var item = await One(await app.SomeCustomer("Elsewhere"), team: await app.TeamOf("accounts"), owner: await app.PersonOf("zheng.kai"));
        var (agent, analyst) = (await app.As("agent"), await app.As("analyst", "zh-CN"));
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/feedback/{item.Id}")).Status);
        Assert.DoesNotContain($"/feedback/{item.Id}\"", (await agent.Get("/feedback?view=All")).Html);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get("/feedback/lists")).Status);
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get($"/feedback/{item.Id}")).Status);
        var bad = await analyst.Post("/feedback/lists/entry", ("Form.Kind", "Cause"), ("Form.NameEn", ""), ("Form.NameZh", "天气"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "天气"), (bad.Status, bad.ValueOf("Form.NameZh")));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post("/feedback/lists/entry", ("Form.Kind", "Cause"), ("Form.NameEn", "Weather"), ("Form.NameZh", "天气"))).Status);
        Assert.Contains("天气", (await analyst.Get("/feedback/lists")).Html);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post("/feedback/settings", ("Form.AnswerHours", "0"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post("/feedback/settings", ("Form.AnswerHours", "24"), ("Form.RemindHours", "4"))).Status);
    }

    [Theory]
    [InlineData("/feedback?view=All&"), InlineData("/feedback/figures?"), InlineData("/follow-ups?view=All&"), InlineData("/follow-ups/figures?")]
    public async Task Days_at_the_ends_of_the_calendar_break_nothing(string address)
    {
        var admin = await app.As("admin");
        foreach (var query in new[] { "from=0001-01-01&to=9999-12-31", "from=9999-12-31&to=0001-01-01", "month=0001-01", "month=9999-12", "month=nonsense", "after=x" })
            Assert.Equal(HttpStatusCode.OK, (await admin.Get(address + query)).Status);
    }

    [Fact]
    public async Task Programs_read_answer_and_decide()
    {
        var item = await One(await app.SomeCustomer("By Program"));
        var client = await app.Api("analyst");
        Assert.Contains((await client.GetFromJsonAsync<JsonElement>("/api/v1/feedback?view=open&limit=200")).GetProperty("items").EnumerateArray(), i => i.GetProperty("id").GetInt64() == item.Id);
        var read = await client.GetAsync($"/api/v1/feedback/{item.Id}");
        Assert.Equal((HttpStatusCode)428, (await client.PostAsJsonAsync($"/api/v1/feedback/{item.Id}/answer", new { way = "phone", text = "Said" })).StatusCode);
        var answered = await Send($"/api/v1/feedback/{item.Id}/answer", new { way = "phone", text = "Said" }, read.Headers.ETag!);
        Assert.Equal("answered", (await answered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("row").GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Send($"/api/v1/feedback/{item.Id}/classify", new { kind = "praise" }, read.Headers.ETag!)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send($"/api/v1/feedback/{item.Id}/close", new { outcome = "rejected", reason = "R" }, answered.Headers.ETag!)).StatusCode);
        Assert.True((await client.GetFromJsonAsync<JsonElement>("/api/v1/feedback/figures?by=kind")).GetProperty("total").GetProperty("n").GetInt64() > 0);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.GetAsync("/api/v1/feedback?view=nonsense")).StatusCode);

        Task<HttpResponseMessage> Send(string url, object body, EntityTagHeaderValue tag)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) };
            request.Headers.IfMatch.Add(tag);
            return client.SendAsync(request);
        }
    }
}
