using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Customers.Features.Customers;
using Crm.Platform.Jobs;
using Crm.Platform.Time;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Interviews;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Crm.Tests.Surveys;

/// <summary>Writing a survey, sending it, reading its results.</summary>
public sealed class WaveTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task<long> SurveyOf(string template) => app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == template).Select(s => s.Id).SingleAsync());

    [Theory]
    // The wall clock of Shanghai: 1 December there begins on 30 November in UTC.
    [InlineData("Asia/Shanghai", "2026-12-01T00:00", 1, "2027-01-01T00:00 2027-02-01T00:00 2027-03-01T00:00")]
    // A short month does not move the day for good.
    [InlineData("Asia/Shanghai", "2027-01-31T06:00", 1, "2027-02-28T06:00 2027-03-31T06:00 2027-04-30T06:00")]
    [InlineData("Asia/Shanghai", "2027-11-30T06:00", 3, "2028-02-29T06:00 2028-05-30T06:00 2028-08-30T06:00")]
    // Nor does the clock of the summer.
    [InlineData("Europe/Berlin", "2027-03-15T09:00", 1, "2027-04-15T09:00 2027-05-15T09:00 2027-06-15T09:00")]
    public void A_series_goes_on_by_the_months_of_the_wall_clock_from_the_day_it_began_on(string zone, string began, int months, string then)
    {
        var here = DateTimeZoneProviders.Tzdb[zone];
        DateTimeOffset At(string local) => here.Instant(DateTime.Parse(local, CultureInfo.InvariantCulture));
        var survey = Survey.Write(Templates.All[Templates.AfterTicket], null, At(began));
        var first = Wave.Plan(survey, "Pulse", WaveKind.PublicLink, At(began), At(began).AddDays(10), 14, 0, null, At(began));
        first.Agree(new WaveTerms { Repeats = months == 1 ? Repetition.Monthly : Repetition.Quarterly });
        var wave = first;
        foreach (var local in then.Split(' '))
        {
            wave = wave.Next(first, here, wave.OpensAt);
            Assert.Equal((At(local), At(local).AddDays(10), $"Pulse · {local[..7]}"), (wave.OpensAt, wave.ClosesAt!.Value, wave.Title));
        }
        // Windows that went by while nothing ran are left out, by the same count.
        var late = first.Next(first, here, At(then.Split(' ')[1]).AddDays(10));
        Assert.Equal((wave.OpensAt, wave.Title), (late.OpensAt, late.Title));
    }

    [Fact]
    public async Task Who_had_no_address_and_is_reached_on_the_phone_or_handed_a_link_was_reached()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = "No Address", Region = "Here" }, "admin");
        var (_, called) = await app.Invite(customerId: customer);
        var (_, handed) = await app.Invite(customerId: customer);
        await app.Db<SurveysDb>(db => db.Invitations.Where(i => i.Id == called || i.Id == handed).ExecuteUpdateAsync(s => s.SetProperty(i => i.Delivery, Delivery.Undeliverable)));
        await app.Send(new EnterAnswers.Command { Invitation = called, Typed = new Dictionary<string, string?[]> { ["overall"] = ["5"] } }, "admin");
        var wave = await app.Db<SurveysDb, long>(db => db.Invitations.Where(i => i.Id == handed).Select(i => i.WaveId).SingleAsync());
        await app.Send(new Crm.Surveys.Features.Waves.NewLink.Command(wave, handed), "analyst");
        Assert.Equal([(called, Delivery.Phone), (handed, Delivery.ByHand)], await app.Db<SurveysDb, List<(long, Delivery)>>(async db => [.. (await db.Invitations.Where(i => i.Id == called || i.Id == handed).OrderBy(i => i.Id).ToListAsync()).Select(i => (i.Id, i.Delivery))]));
    }

    [Fact]
    public async Task A_wave_tells_whom_it_asks_of_those_one_may_read()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = "Beyond Reach", Region = "Here" }, "admin");
        await app.Db<Crm.Customers.Data.CustomersDb>(db => db.Customers.Where(c => c.Id == customer).ExecuteUpdateAsync(s => s.SetProperty(c => c.OwnerId, (long?)null).SetProperty(c => c.TeamId, 987_654)));
        var (_, invitation) = await app.Invite(customerId: customer);
        var wave = await app.Db<SurveysDb, long>(db => db.Invitations.Where(i => i.Id == invitation).Select(i => i.WaveId).SingleAsync());
        Assert.Contains("Beyond Reach", (await (await app.As("analyst")).Get($"/waves/{wave}")).Html);
        var supervisor = await app.As("qian.xue");
        var page = await supervisor.Get($"/waves/{wave}");
        Assert.DoesNotContain("Beyond Reach", page.Html);
        Assert.DoesNotContain($"/customers/{customer}", page.Html);
        Assert.Contains("Outside your reach", page.Text("main"));
        Assert.DoesNotContain("Beyond Reach", await (await app.Api("qian.xue")).GetStringAsync($"/api/v1/waves/{wave}"));
    }

    [Fact]
    public async Task A_wave_invites_its_audience_once_and_a_public_one_shows_its_code()
    {
        var invited = await app.Send(new RegisterCustomer.Command { Name = "VIP One", Level = CustomerLevel.Vip, Emails = [new() { Value = "vip@customer.test" }] }, "admin");
        await app.Send(new RegisterCustomer.Command { Name = "Normal One", Emails = [new() { Value = "normal@customer.test" }] }, "admin");
        var analyst = await app.As("analyst");
        var survey = await SurveyOf(Templates.CustomerSatisfaction);
        var planned = await analyst.Post("/waves/new", ("Form.SurveyId", $"{survey}"), ("Form.Title", "VIP wave"), ("Form.Kind", "Audience"), ("Form.Level", "Vip"));
        Assert.Equal(HttpStatusCode.Redirect, planned.Status);
        var url = planned.Location!.ToString();
        await analyst.Submit(await analyst.Get(url), url + "/start");
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
        await app.Db<SurveysDb>(async db =>
        {
            var wave = await db.Waves.SingleAsync(w => w.Title == "VIP wave");
            Assert.Equal(WaveState.Open, wave.State);
            var one = Assert.Single(await db.Invitations.Where(i => i.WaveId == wave.Id).ToListAsync());
            Assert.Equal(invited, one.CustomerId);
            Assert.Equal("vip@customer.test", (await app.MailsTo(invited)).Single().ToAddress);
        });

        var open = await analyst.Post("/waves/new", ("Form.SurveyId", $"{survey}"), ("Form.Title", "Counter"), ("Form.Kind", "PublicLink"));
        url = open.Location!.ToString();
        await analyst.Submit(await analyst.Get(url), url + "/start");
        Assert.Contains("/s/", (await analyst.Get(url)).Text("main a[href*='/s/']"));
        Assert.Contains("<svg", (await analyst.Get(url + "/qr.svg")).Html);
    }

    [Fact]
    public async Task Bad_input_is_refused_beside_the_field_and_agents_may_not_send()
    {
        var analyst = await app.As("analyst");
        var bad = await analyst.Post("/waves/new", ("Form.Title", ""), ("Form.Kind", "Audience"), ("Form.LinkDays", "9999"), ("Form.ClosesAt", "2020-01-01T10:00"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Contains("The end lies in the past.", bad.Html);
        Assert.Equal("9999", bad.ValueOf("Form.LinkDays"));
        var agent = await app.As("agent");
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get("/waves/new")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Get("/responses")).Status);
    }

    [Fact]
    public async Task A_survey_is_written_published_and_its_answers_keep_their_version()
    {
        var analyst = await app.As("analyst");
        var made = await analyst.Post("/surveys/new", ("Form.Title.En", "Pulse"), ("Form.Title.Zh", "脉搏"));
        var url = made.Location!.ToString();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post(url + "/items/new?dimension=d1", ("Form.Text.En", "Pick"), ("Form.Kind", "Single"), ("Form.OptionsEn", "one"))).Status);
        await analyst.Post(url + "/items/new?dimension=d1", ("Form.Text.En", "Pick"), ("Form.Kind", "Single"), ("Form.OptionsEn", "one\ntwo"));
        await analyst.Post(url + "/items/new?dimension=d1", ("Form.Text.En", "Score"), ("Form.Text.Zh", "评分"), ("Form.Kind", "Rating"), ("Form.Headline", "true"));
        await analyst.Submit(await analyst.Get(url), url + "/publish");
        var id = long.Parse(url.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var first = await app.Db<SurveysDb, SurveyVersion>(db => db.Versions.SingleAsync(v => v.SurveyId == id && v.Number == 1));
        Assert.Equal(["q1", "q2"], first.Definition.Items.Select(i => i.Key));
        var edited = await analyst.Post(url + "/items/q1", ("Form.OptionsEn", "one\nthree\ntwo"));
        Assert.Equal(HttpStatusCode.Redirect, edited.Status);
        await app.Db<SurveysDb>(async db =>
        {
            var draft = (await db.Surveys.SingleAsync(s => s.Id == id)).Draft;
            Assert.Equal(["o1", "o3", "o2"], draft.Find("q1")!.Options.Select(o => o.Key)); // "two" kept its key
            Assert.Equal(2, (await db.Versions.SingleAsync(v => v.Id == first.Id)).Definition.Find("q1")!.Options.Count);
        });

        // Two authors: the second one is shown what the first one changed.
        var stale = await analyst.Get(url + "/edit");
        await analyst.Post(url + "/edit", ("Form.Intro.En", "Theirs"));
        var refused = await analyst.Submit(stale, url + "/edit", ("Form.Intro.En", "Mine"));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal("Mine", refused.ValueOf("Form.Intro.En").Trim());
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get(url + "/preview?in=zh-CN")).Status);
    }

    [Fact]
    public async Task Results_leave_flagged_answers_out_and_open_those_behind_a_figure()
    {
        var wave = await Answered([(5, 10, 30), (4, 9, 30), (2, 3, 30), (3, 7, 1)]);
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/waves/{wave}/results");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("66.7 %", page.Html); // CSAT: 2 of 3
        Assert.Contains("33.3", page.Html); // NPS: 2 promoters, 1 detractor of 3
        Assert.Contains("1 of 4 answers are left out", page.Html);
        var client = await app.Api("analyst");
        var json = await client.GetFromJsonAsync<JsonElement>($"/api/v1/waves/{wave}/results");
        Assert.Equal((3, 1), (json.GetProperty("n").GetInt64(), json.GetProperty("leftOut").GetInt64()));
        Assert.Equal(2 / 3.0, json.GetProperty("csat").GetProperty("value").GetDouble(), 10);
        Assert.Equal(100 / 3.0, json.GetProperty("nps").GetProperty("score").GetDouble(), 10);
        var item = json.GetProperty("dimensions").EnumerateArray().SelectMany(d => d.GetProperty("items").EnumerateArray()).Single(i => i.GetProperty("key").GetString() == "overall");
        Assert.Equal((3, 11 / 3.0), (item.GetProperty("n").GetInt64(), item.GetProperty("mean").GetDouble()));

        Assert.Equal(2, (await analyst.Get($"/responses?wave={wave}&counted=true&item=overall&min=4&max=5")).Document.QuerySelectorAll("#rows tbody tr").Length);
        Assert.Single((await analyst.Get($"/responses?wave={wave}&flag=TooFast")).Document.QuerySelectorAll("#rows tbody tr"));

        // A person puts the flagged one back, with a reason.
        var flagged = await app.Db<SurveysDb, long>(db => db.Responses.Where(r => r.WaveId == wave && !r.Counted).Select(r => r.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post($"/responses/{flagged}/decide", ("Form.Reason", ""))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"/responses/{flagged}/decide", ("Form.Reason", "Known to be quick"))).Status);
        Assert.Equal(4, (await client.GetFromJsonAsync<JsonElement>($"/api/v1/waves/{wave}/results")).GetProperty("n").GetInt64());
    }

    [Fact]
    public async Task Supervisors_see_the_answers_of_their_department_alone()
    {
        var (mine, theirs) = await app.Scope(async s =>
        {
            var staff = s.GetRequiredService<Crm.Contracts.Staff.IStaffDirectory>();
            var teams = await staff.Teams(default);
            return (teams.Values.First(t => t.Code == "complaints").Id, teams.Values.First(t => t.Code == "accounts").Id);
        });
        var ids = new Dictionary<long, long>();
        foreach (var team in new[] { mine, theirs })
        {
            var (token, invitation) = await app.Invite(ticketId: 500 + team, teamId: team);
            var phone = app.Anonymous();
            var page = await phone.Get($"/s/{token}");
            app.Clock.Advance(TimeSpan.FromSeconds(30));
            await phone.Submit(page, $"/s/{token}", ("a.overall", "5"), ("go", "Next"));
            ids[team] = await app.Db<SurveysDb, long>(db => db.Responses.Where(r => r.InvitationId == invitation).Select(r => r.Id).SingleAsync());
        }
        var supervisor = await app.As("supervisor");
        Assert.Equal(HttpStatusCode.OK, (await supervisor.Get($"/responses/{ids[mine]}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await supervisor.Get($"/responses/{ids[theirs]}")).Status);
        var list = (await supervisor.Get("/responses")).Html;
        Assert.Contains($"/responses/{ids[mine]}\"", list);
        Assert.DoesNotContain($"/responses/{ids[theirs]}\"", list);
        var survey = await SurveyOf(Templates.AfterTicket);
        Assert.Contains("n = 1", (await supervisor.Get($"/surveys/{survey}/results")).Html);
        Assert.DoesNotContain("n = 1,", (await (await app.As("analyst")).Get($"/surveys/{survey}/results")).Html);
        foreach (var panel in new[] { "dashboard", "customer/1" }) Assert.Equal(HttpStatusCode.OK, (await supervisor.Get($"/surveys/panels/{panel}", htmx: true)).Status);
        Assert.Equal(HttpStatusCode.OK, (await (await app.As("analyst")).Get("/surveys/panels/home", htmx: true)).Status);
    }

    [Fact]
    public async Task An_agent_enters_a_phone_interview()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = "Phone Person", Phones = [new() { Value = "13912340077" }] }, "admin");
        var wave = await app.Db<SurveysDb, long>(db => db.Waves.Where(w => w.Kind == WaveKind.AfterTicket).Select(w => w.Id).SingleAsync());
        var agent = await app.As("agent");
        var url = $"/answers/new?customer={customer}&wave={wave}";
        var missing = await agent.Post(url, ("a.comment", "typed"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.Status);
        Assert.Equal("typed", missing.ValueOf("a.comment").Trim());
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Post(url, ("a.overall", "3"), ("a.comment", "Said on the phone"))).Status);
        await app.Db<SurveysDb>(async db =>
        {
            var response = await db.Responses.SingleAsync(r => r.CustomerId == customer);
            Assert.Equal((ResponseSource.Phone, true, true), (response.Source, response.Counted, response.Low));
            Assert.NotNull(response.EnteredById);
        });
        await Assert.ThrowsAsync<Crm.Platform.UseCases.RuleException>(() => app.Send(new EnterAnswers.Command { Customer = customer, Wave = -1 }, "agent"));
    }

    [Fact]
    public async Task Programs_plan_waves_make_links_and_read_answers()
    {
        var client = await app.Api("analyst");
        var survey = await SurveyOf(Templates.CustomerSatisfaction);
        var created = await client.PostAsJsonAsync("/api/v1/waves", new { surveyId = survey, title = "By API", kind = "public_link", start = true });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var wave = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostAsJsonAsync("/api/v1/waves", new { surveyId = survey, kind = "audience" })).StatusCode);
        var customer = await app.Send(new RegisterCustomer.Command { Name = "Link Person" }, "admin");
        var admin = await app.Api("admin");
        var link = await admin.PostAsJsonAsync($"/api/v1/surveys/{survey}/invitations", new { customerId = customer, waveId = wave });
        Assert.True(link.StatusCode == HttpStatusCode.Created, await link.Content.ReadAsStringAsync());
        var path = new Uri((await link.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!).PathAndQuery;
        Assert.Equal(HttpStatusCode.OK, (await app.Anonymous().Get(path)).Status);
        foreach (var list in new[] { "surveys", "waves", "responses" })
        {
            var json = await client.GetFromJsonAsync<JsonElement>($"/api/v1/{list}?limit=1");
            Assert.Equal(JsonValueKind.Array, json.GetProperty("items").ValueKind);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/waves/999999/results")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/responses/999999")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api("agent")).GetAsync("/api/v1/responses")).StatusCode);
    }

    /// <summary>A wave of the satisfaction survey with these headline scores, recommendations and seconds a page.</summary>
    async Task<long> Answered((int Overall, int Nps, int Seconds)[] answers)
    {
        long? id = null;
        foreach (var (overall, nps, seconds) in answers)
        {
            var (token, invitation) = await app.Invite(Templates.CustomerSatisfaction);
            var wave = await app.Db<SurveysDb, long>(db => db.Invitations.Where(i => i.Id == invitation).Select(i => i.WaveId).SingleAsync());
            id ??= wave;
            // All in the first one's wave.
            await app.Db<SurveysDb>(db => db.Invitations.Where(i => i.Id == invitation).ExecuteUpdateAsync(s => s.SetProperty(i => i.WaveId, id.Value)));
            var phone = app.Anonymous();
            var page = await phone.Get($"/s/{token}");
            for (var rounds = 0; rounds < 10 && page.Document.QuerySelector("[name=page]") is not null; rounds++)
            {
                app.Clock.Advance(TimeSpan.FromSeconds(seconds));
                var fields = page.Document.QuerySelectorAll("input[type=radio]").Select(i => i.GetAttribute("name")!).Distinct()
                    .Select(name => (name, (string?)(name == "a.overall" ? $"{overall}" : name == "a.nps" ? $"{nps}" : page.Document.QuerySelector($"[name='{name}']")!.GetAttribute("value"))));
                var next = await phone.Submit(page, $"/s/{token}", [.. fields, ("go", "Next")]);
                page = await phone.Get(next.Location!.ToString());
            }
            Assert.True(await app.Db<SurveysDb, bool>(db => db.Responses.AnyAsync(r => r.InvitationId == invitation)));
        }
        return id!.Value;
    }
}
