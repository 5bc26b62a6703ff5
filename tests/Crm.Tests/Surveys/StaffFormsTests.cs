using System.Net;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys;

/// <summary>Forms of colleagues that are sent twice, or were opened before somebody else saved.</summary>
public sealed class StaffFormsTests(CrmApp app) : IClassFixture<CrmApp>
{
    /// <summary>One page, opened once and sent three times as it is, twice of them at the same moment; then opened anew.</summary>
    async Task SentTwice(string url, Func<Task<int>> count, params (string Name, string? Value)[] fields)
    {
        var browser = await app.As("admin");
        var (page, before) = (await browser.Get(url), await count());
        var refused = await browser.Submit(page, url, [.. fields.Select((f, i) => i == 0 ? (f.Name, "") : f)]);
        Assert.True(refused.Status == HttpStatusCode.UnprocessableEntity, $"{url}: {refused.Status}"); // what was refused may be sent once more
        var first = await browser.Submit(page, url, fields);
        var twins = await Task.WhenAll(browser.Submit(page, url, fields), browser.Submit(page, url, fields));
        Assert.All(twins.Append(first), a => Assert.Equal((HttpStatusCode.Redirect, first.Location), (a.Status, a.Location)));
        Assert.Equal(before + 1, await count());
        page = await browser.Get(url);
        twins = await Task.WhenAll(browser.Submit(page, url, fields), browser.Submit(page, url, fields));
        Assert.Equal(twins[0].Location, twins[1].Location);
        Assert.Equal(before + 2, await count());
    }

    Task<int> Count<T>() where T : class => app.Db<SurveysDb, int>(db => db.Set<T>().CountAsync());

    [Fact]
    public async Task A_form_that_creates_and_is_sent_twice_creates_once()
    {
        var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.CustomerSatisfaction).Select(s => s.Id).SingleAsync());
        await SentTwice("/surveys/new", Count<Survey>, ("Form.Title.En", "Once"));
        await SentTwice("/waves/new", Count<Wave>, ("Form.Title", "Once"), ("Form.SurveyId", $"{survey}"), ("Form.Kind", "Audience"));
        await SentTwice("/improvements/new", Count<Improvement>, ("Form.Problem", "Once"), ("Form.DueOn", "2027-01-01"));
        await SentTwice("/surveys/dashboard/mails/new", Count<DashboardMail>, ("Form.Readers", $"{await Reports.ReportsWorld.Person(app, "admin")}"));
        await SentTwice("/feedback/lists/entry", Count<FeedbackCode>, ("Form.NameEn", "Once"), ("Form.NameZh", "一次"), ("Form.Kind", "Cause"));
    }

    [Fact]
    public async Task Answers_taken_on_the_phone_and_sent_twice_are_stored_once()
    {
        var wave = await app.NewWave("Called");
        var (browser, url) = (await app.As("admin"), $"/answers/new?wave={wave}&customer={await app.SomeCustomer("Phoned once")}");
        Task<int> Stored() => app.Db<SurveysDb, int>(db => db.Responses.CountAsync(r => r.WaveId == wave));
        var page = await browser.Get(url);
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => browser.Submit(page, "/answers/new", ("a.overall", "4"))));
        Assert.All(answers, a => Assert.Equal((HttpStatusCode.Redirect, answers[0].Location), (a.Status, a.Location)));
        Assert.Equal(1, await Stored());
        // Whoever calls once more opens a form of its own.
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Submit(await browser.Get(url), "/answers/new", ("a.overall", "4"))).Status);
        Assert.Equal(2, await Stored());
    }

    [Fact]
    public async Task A_call_written_down_twice_by_one_form_is_one_attempt()
    {
        var customer = await app.SomeCustomer("Called once");
        var id = await app.Db<TicketsDb, long>(async db =>
        {
            var row = FollowUp.Open(880_001, customer, null, 2, null, await app.TeamOf("complaints"), new("tickets.followup.reason.default"), app.Clock.Now);
            db.FollowUps.Add(row);
            await db.SaveChangesAsync();
            return row.Id;
        });
        await SentTwice($"/follow-ups/{id}/attempt", () => app.Db<TicketsDb, int>(db => db.Set<Attempt>().CountAsync(a => a.FollowUpId == id)), ("Form.Channel", "Phone"), ("Form.Note", "nobody there"));
    }

    [Theory]
    [InlineData("/surveys/{0}/benchmarks", "Form.Lines[0].Target", "81", "82")]
    [InlineData("/feedback/settings", "Form.AnswerHours", "31", "32")]
    [InlineData("/follow-ups/rules", "Form.EscalateHours", "7", "8")]
    [InlineData("/tickets/settings/resurvey", "Form.Days", "5", "6")]
    public async Task What_has_no_version_of_a_row_is_no_less_told_when_somebody_else_saved_first(string address, string field, string theirs, string mine)
    {
        var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.CustomerSatisfaction).Select(s => s.Id).SingleAsync());
        var url = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, survey);
        var browser = await app.As("admin");
        var page = await browser.Get(url);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Submit(page, url, (field, theirs))).Status);
        var stale = await browser.Submit(page, url, (field, mine));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Equal(mine, stale.ValueOf(field));
        Assert.Contains(theirs, stale.Text("main .alert"));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Submit(stale, url)).Status);
        Assert.Equal(mine, (await browser.Get(url)).ValueOf(field));
    }

    [Fact]
    public async Task Who_is_given_an_improvement_back_is_told_again()
    {
        var browser = await app.As("admin");
        var url = (await browser.Post("/improvements/new", ("Form.Problem", "Given back"), ("Form.DueOn", "2027-01-01"))).Location!.ToString();
        var (one, other) = (await app.PersonOf("agent"), await app.PersonOf("supervisor"));
        foreach (var owner in new[] { one, other, one }) Assert.Equal(HttpStatusCode.Redirect, (await browser.Post(url + "/edit", ("Form.OwnerId", $"{owner}"))).Status);
        Assert.Equal(2, await app.Db<SurveysDb, int>(db => db.Notifications.CountAsync(n => n.StaffId == one && n.Url == url && n.Text == "surveys.notice.improvement_owner")));
    }

    [Fact]
    public async Task Two_who_name_the_departments_of_an_improvement_do_not_undo_each_other_unseen()
    {
        var browser = await app.As("admin");
        var made = await browser.Post("/improvements/new", ("Form.Problem", "Departments"), ("Form.DueOn", "2027-01-01"));
        var url = made.Location + "/teams";
        var (one, other) = (await app.TeamOf("complaints"), await app.TeamOf("accounts"));
        var page = await browser.Get(url);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Submit(page, url, ("Form.TeamIds", $"{one}"))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await browser.Submit(page, url, ("Form.TeamIds", $"{other}"))).Status);
        Assert.Equal([one], await app.Db<SurveysDb, List<long>>(db => db.Improvements.Where(i => i.Problem == "Departments").SelectMany(i => i.Teams).Select(t => t.TeamId).ToListAsync()));
    }
}
