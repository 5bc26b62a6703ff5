using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Improvements;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>From a weak item to a measure, and to the next wave that says whether it helped.</summary>
public sealed class ImprovementTests(CrmApp app) : IClassFixture<CrmApp>
{
    static readonly DateOnly Due = new(2027, 1, 31);

    Task<Improvement> Read(long id) => app.Db<SurveysDb, Improvement>(db => db.Improvements.AsNoTracking().Include(i => i.Measures).Include(i => i.Steps).Include(i => i.Teams).AsSplitQuery().SingleAsync(i => i.Id == id));

    async Task<long> Proposed(long? wave = null, string? item = null, string @as = "analyst", DateOnly? due = null) => await app.Send(new ProposeImprovement.Command
    {
        WaveId = wave, Item = item, Problem = "Too slow", MeasureKind = MeasureKind.Training, Measure = "A course", OwnerId = await app.PersonOf("supervisor"), DueOn = due ?? Due, Target = 80,
    }, @as);

    async Task Move(long id, params ImprovementStatus[] way)
    {
        foreach (var to in way) await app.Send(new MoveImprovement.Command { Id = id, To = to, Note = "Noted" }, "analyst");
    }

    [Fact]
    public async Task A_weak_item_of_the_results_leads_to_a_proposal_with_its_figure()
    {
        var wave = await app.NewWave("Weak");
        foreach (var score in new[] { 3, 3, 4, 2 }) await app.Answer(wave, $"response_speed={score};overall=4");
        var analyst = await app.As("analyst");
        var results = await analyst.Get($"/waves/{wave}/results");
        var link = results.Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")).First(h => h?.StartsWith("/improvements/new?", StringComparison.Ordinal) == true)!;
        var form = await analyst.Get(link);
        Assert.Contains("50.0 (n = 4)", form.Html); // index of a mean of 3
        var bad = await analyst.Submit(form, link, ("Form.Problem", ""), ("Form.DueOn", "2020-01-01"), ("Form.Measure", "Typed"), ("Form.MeasureKind", ""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Typed"), (bad.Status, bad.ValueOf("Form.Measure")));
        Assert.Equal("The date lies in the past, or too far away.", bad.ErrorOf("Form.DueOn"));
        Assert.NotEmpty(bad.ErrorOf("Form.Problem"));
        var made = await analyst.Submit(form, link, ("Form.Problem", "Weekends"), ("Form.DueOn", "2027-01-31"), ("Form.Target", "70"));
        Assert.Equal(HttpStatusCode.Redirect, made.Status);
        var row = await Read(long.Parse(made.Location!.ToString().Split('/')[^1]));
        Assert.Equal((wave, "response_speed", "service", 50.0, 70.0, ImprovementStatus.Proposed), (row.WaveId!.Value, row.Item, row.Dimension, row.Figure!.Value, row.Target!.Value, row.Status));
        Assert.Contains("Weekends", (await analyst.Get("/improvements")).Html);
        Assert.Contains("Weekends", (await analyst.Get("/improvements/board")).Html);
    }

    [Fact]
    public async Task Staff_propose_the_analyst_decides_and_the_owner_works()
    {
        var agent = await app.As("agent");
        var made = await agent.Post("/improvements/new", ("Form.Problem", "Agents lack a price list"), ("Form.DueOn", "2027-01-31"));
        var url = made.Location!.ToString();
        var id = long.Parse(url.Split('/')[^1]);
        Assert.Contains("Agents lack a price list", (await agent.Get(url)).Html);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Post($"{url}/move/Approved")).Status);
        var analyst = await app.As("analyst");
        var ownerless = await analyst.Post($"{url}/move/Approved", ("Form.Note", "Good"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, ownerless.Status);
        Assert.Equal("Good", ownerless.ValueOf("Form.Note").Trim());
        Assert.Contains("Name an owner first.", ownerless.Html);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"{url}/edit", ("Form.OwnerId", $"{await app.PersonOf("agent")}"))).Status);
        Assert.NotEmpty((await analyst.Post($"{url}/move/Rejected", ("Form.Note", ""))).ErrorOf("Form.Note"));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"{url}/move/Approved")).Status);
        // The owner begins and ends, and does not verify.
        Assert.Contains("Add a measure first.", (await agent.Post($"{url}/move/Running")).Html);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await agent.Post($"{url}/measures", ("Form.Text", ""))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Post($"{url}/measures", ("Form.Kind", "Tool"), ("Form.Text", "A price list"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Post($"{url}/move/Running")).Status);
        var measure = (await Read(id)).Measures.Single();
        await agent.Submit(await agent.Get(url), $"{url}/measures/{measure.Id}/done");
        Assert.Equal(HttpStatusCode.Redirect, (await agent.Post($"{url}/move/Done")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.Post($"{url}/move/Verified", ("Form.Note", "Fine"))).Status);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new MoveImprovement.Command { Id = id, To = ImprovementStatus.Approved }, "analyst"));
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"{url}/move/Verified", ("Form.Note", "It is used"))).Status);
        var row = await Read(id);
        Assert.Equal((ImprovementStatus.Verified, "It is used"), (row.Status, row.Conclusion));
        Assert.NotNull(row.Measures[0].DoneAt);
        Assert.Equal([ImprovementStatus.Proposed, ImprovementStatus.Approved, ImprovementStatus.Running, ImprovementStatus.Done, ImprovementStatus.Verified], row.Steps.OrderBy(s => s.Id).Select(s => s.Status));
        // Somebody of another department does not find it.
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("manager")).Get(url)).Status);
    }

    [Fact]
    public async Task Departments_concerned_are_told_on_approval_and_confirm()
    {
        var (team, other) = (await app.TeamOf("accounts"), await app.TeamOf("complaints"));
        var id = await Proposed();
        var analyst = await app.As("analyst");
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"/improvements/{id}/teams", ("Form.TeamIds", $"{team}"), ("Form.TeamIds", $"{other}"))).Status);
        Assert.All((await Read(id)).Teams, t => Assert.Null(t.ToldAt));
        await Move(id, ImprovementStatus.Approved);
        Assert.All((await Read(id)).Teams, t => Assert.NotNull(t.ToldAt));
        var leader = (await app.Scope(s => s.GetRequiredService<IStaffDirectory>().Teams(default)))[team].SupervisorId!.Value;
        Assert.True(await app.Db<SurveysDb, bool>(db => db.Notifications.AnyAsync(n => n.StaffId == leader && n.Key == $"improvement-concerns:{id}:{team}")));
        // Who belongs to the team finds it and confirms; others do not speak for it.
        var manager = await app.As("manager");
        var page = await manager.Get($"/improvements/{id}");
        Assert.Contains($"/improvements/{id}/confirm/{team}", page.Html);
        Assert.DoesNotContain($"/improvements/{id}/confirm/{other}", page.Html);
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.Post($"/improvements/{id}/confirm/{other}")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await manager.Post($"/improvements/{id}/confirm/{team}", ("Form.Note", "We train everybody"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.Post($"/improvements/{id}/confirm/{team}")).Status);
        var confirmed = (await Read(id)).Teams.Single(t => t.TeamId == team);
        Assert.Equal(("We train everybody", await app.PersonOf("manager")), (confirmed.Note, confirmed.ConfirmedById!.Value));
    }

    [Fact]
    public async Task The_next_wave_says_whether_it_moved_pairing_who_answered_both_times()
    {
        var start = app.Clock.Now;
        try
        {
            var customers = new List<long>();
            for (var i = 0; i < 12; i++) customers.Add(await app.SomeCustomer($"Pair {i}"));
            var before = await app.NewWave("Before");
            foreach (var (customer, i) in customers.Select((c, i) => (c, i))) await app.Answer(before, $"ease={2 + (i % 2)};overall=4", customer);
            await app.Answer(before, "ease=5;overall=4"); // somebody who does not come back
            var id = await Proposed(before, "ease");
            await Move(id, ImprovementStatus.Approved, ImprovementStatus.Running, ImprovementStatus.Done);
            Assert.Contains("The next wave has not gone out yet.", (await (await app.As("analyst")).Get($"/improvements/{id}/effect", htmx: true)).Html);
            await Sweep();
            Assert.Equal(ItemVerdict.NotYet, (await Read(id)).Verdict);

            app.Clock.Advance(TimeSpan.FromDays(90));
            var after = await app.NewWave("After");
            foreach (var (customer, i) in customers.Select((c, i) => (c, i))) await app.Answer(after, $"ease={(i % 3 == 0 ? 3 : 4)};overall=4", customer);
            var effect = await app.Send(new ReadEffect.Query(id), "analyst");
            Assert.Equal((before, 13L, after, 12L, true, 12L), (effect.Waves!.Before!.WaveId, effect.Waves.Before.N, effect.Waves.After!.WaveId, effect.Waves.After.N, effect.Waves.Change!.Paired, effect.Waves.Change.Pairs));
            // Twelve differences within persons, from 2 or 3 to 3 or 4: twice +2... their mean is 7/6.
            var expected = BeforeAfter.Paired([.. customers.Select((_, i) => new ScorePair(2 + (i % 2), i % 3 == 0 ? 3 : 4, 1))])!;
            Assert.Equal((expected.Difference, expected.P), (effect.Waves.Change.Means!.Difference, effect.Waves.Change.Means.P));
            Assert.Equal(7 / 6.0, expected.Difference, 10);
            Assert.Equal(ItemVerdict.Moved, effect.Waves.Verdict);
            Assert.Equal(8 / 12.0, effect.Waves.After.Satisfied!.Value, 10);
            await Sweep();
            var row = await Read(id);
            Assert.Equal((ItemVerdict.Moved, Statistics.ItemIndex(44 / 12.0)), (row.Verdict, row.FigureAfter));
            var page = await (await app.As("analyst")).Get($"/improvements/{id}/effect");
            Assert.Contains("paired t", page.Html);
            Assert.Contains("Significant.", page.Html);
            Assert.Contains($"wave={after}", page.Html);
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Other_people_in_the_next_wave_are_compared_as_independent()
    {
        var start = app.Clock.Now;
        try
        {
            var before = await app.NewWave("First people");
            foreach (var score in new[] { 3, 4, 3, 4 }) await app.Answer(before, $"value={score};overall=4");
            var id = await Proposed(before, "value");
            await Move(id, ImprovementStatus.Approved, ImprovementStatus.Running);
            app.Clock.Advance(TimeSpan.FromDays(30));
            var after = await app.NewWave("Other people");
            foreach (var score in new[] { 4, 3, 4, 4 }) await app.Answer(after, $"value={score};overall=4");
            var effect = await app.Send(new ReadEffect.Query(id), "analyst");
            Assert.Equal((false, ItemVerdict.NotMoved, 0.25), (effect.Waves!.Change!.Paired, effect.Waves.Verdict, effect.Waves.Change.Means!.Difference));
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Of_a_wave_without_end_whole_days_are_compared_and_each_side_opens_its_answers()
    {
        var start = app.Clock.Now;
        try
        {
            var noon = new DateTimeOffset(2026, 6, 10, 4, 0, 0, TimeSpan.Zero);
            app.Clock.Now = noon.AddDays(-100);
            var wave = await app.NewWave("Without end");
            await app.Db<SurveysDb>(db => db.Waves.Where(w => w.Id == wave).ExecuteUpdateAsync(s => s.SetProperty(w => w.Kind, WaveKind.AfterTicket)));
            async Task Answered(DateTimeOffset at, int score)
            {
                app.Clock.Now = at;
                await app.Answer(wave, $"ease={score};overall=4");
            }
            // The first and the last of ninety days; the day before them, and the day the measure began, on both sides of the hour.
            foreach (var at in new[] { noon.AddDays(-91), noon.AddDays(-90).AddHours(-2), noon.AddDays(-1), noon.AddHours(-2) }) await Answered(at, 2);
            app.Clock.Now = noon;
            var id = await Proposed(wave, "ease");
            await Move(id, ImprovementStatus.Approved, ImprovementStatus.Running);
            foreach (var at in new[] { noon.AddHours(2), noon.AddDays(20).AddHours(-2) }) await Answered(at, 3);
            app.Clock.Now = noon.AddDays(20);
            await Move(id, ImprovementStatus.Done);
            foreach (var at in new[] { noon.AddDays(20).AddHours(2), noon.AddDays(21), noon.AddDays(22) }) await Answered(at, 4);
            var analyst = await app.As("analyst");
            var sides = (await analyst.Get($"/improvements/{id}/effect")).Document.QuerySelectorAll("main tbody a").Select(a => (N: a.TextContent, Url: a.GetAttribute("href")!)).ToList();
            Assert.Equal(["2", "2"], sides.Select(s => s.N));
            foreach (var (n, url) in sides) Assert.Equal((url, n), (url, (await analyst.Get(url)).Document.QuerySelectorAll("#rows tbody tr").Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task A_pilot_is_compared_with_the_rest_of_its_time()
    {
        var (team, other) = (await app.TeamOf("technical-support"), await app.TeamOf("product-support"));
        var wave = await app.NewWave("Pilot");
        foreach (var score in new[] { 3, 3, 4, 2, 3, 4, 3, 2 }) await app.Answer(wave, $"attitude={score};overall=4", team: other);
        foreach (var score in new[] { 4, 5, 4, 4, 3, 5, 4, 4 }) await app.Answer(wave, $"attitude={score};overall=4", team: team);
        var id = await Proposed(wave, "attitude");
        var analyst = await app.As("analyst");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Post($"/improvements/{id}/pilot", ("Form.TeamId", $"{team}"), ("Form.From", "2026-03-10"), ("Form.To", "2026-03-01"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await analyst.Post($"/improvements/{id}/pilot", ("Form.TeamId", $"{team}"), ("Form.From", "2026-03-01"), ("Form.To", "2026-03-31"))).Status);
        var json = (await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/improvements/{id}/effect")).GetProperty("pilot");
        Assert.Equal((8, 3.0, 8, 4.125), (json.GetProperty("rest").GetProperty("n").GetInt32(), json.GetProperty("rest").GetProperty("mean").GetDouble(), json.GetProperty("pilot").GetProperty("n").GetInt32(), json.GetProperty("pilot").GetProperty("mean").GetDouble()));
        // By hand: variances 4/7 and 2.875/7, standard error 0.35038, so t = 1.125 / 0.35038 with 13.635 degrees of freedom.
        var means = json.GetProperty("change").GetProperty("means");
        Assert.Equal((3.2108, 13.635), (Math.Round(means.GetProperty("t").GetDouble(), 4), Math.Round(means.GetProperty("df").GetDouble(), 3)));
        // 2 of 8 against 7 of 8 satisfied: the tables with 1, 2, 7 and 8 hits have together 2 x (9 + 252) / 12,870.
        Assert.Equal(522 / 12870.0, json.GetProperty("change").GetProperty("satisfiedP").GetDouble(), 8);
        // Out of its time nobody is in it.
        await app.Send(new PlanPilot.Command { Id = id, TeamId = team, From = new(2025, 1, 1), To = new(2025, 1, 31) }, "analyst");
        Assert.Equal((0L, 0L), (await app.Send(new ReadEffect.Query(id), "analyst")).Pilot is { } p ? (p.Rest.N, p.Pilot.N) : (-1, -1));
        await app.Send(new PlanPilot.Command { Id = id }, "analyst");
        Assert.Null((await app.Send(new ReadEffect.Query(id), "analyst")).Pilot);
    }

    [Fact]
    public async Task What_is_due_is_reminded_of_and_stands_on_the_home_page()
    {
        var start = app.Clock.Now;
        try
        {
            var id = await Proposed(due: new(2026, 3, 20));
            await Move(id, ImprovementStatus.Approved);
            await Sweep();
            Assert.Equal(0, await Told("due"));
            app.Clock.Now = new(2026, 3, 18, 0, 0, 0, TimeSpan.Zero);
            await Sweep();
            await Sweep();
            Assert.Equal(1, await Told("due"));
            app.Clock.Now = new(2026, 3, 21, 0, 0, 0, TimeSpan.Zero);
            await Sweep();
            await Sweep();
            Assert.True(await Told("overdue") >= 2); // the owner and the analyst
            var analyst = await app.As("analyst");
            Assert.Contains($"/improvements/{id}\"", (await analyst.Get("/improvements/panel", htmx: true)).Html);
            Assert.Contains($"/improvements/{id}\"", (await analyst.Get("/improvements?view=Overdue")).Html);

            Task<int> Told(string what) => app.Db<SurveysDb, int>(db => db.Notifications.CountAsync(n => n.Url == $"/improvements/{id}" && n.Text == "surveys.notice.improvement_" + what));
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Programs_propose_and_move_once()
    {
        var client = await app.Api("analyst");
        async Task<HttpResponseMessage> Post(string key)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/improvements") { Content = JsonContent.Create(new { problem = "By API", dueOn = "2027-01-31", measureKind = "process", measure = "M" }) };
            request.Headers.Add("Idempotency-Key", key);
            return await client.SendAsync(request);
        }
        var (made, again) = (await Post("one"), await Post("one"));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
        Assert.Equal(id, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64());
        var move = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/improvements/{id}/move") { Content = JsonContent.Create(new { to = "rejected", note = "No" }) };
        move.Headers.IfMatch.Add(made.Headers.ETag!);
        Assert.Equal("rejected", (await (await client.SendAsync(move)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        Assert.Contains((await client.GetFromJsonAsync<JsonElement>("/api/v1/improvements?status=rejected&limit=200")).GetProperty("items").EnumerateArray(), i => i.GetProperty("id").GetInt64() == id);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostAsJsonAsync("/api/v1/improvements", new { problem = "", dueOn = "2027-01-31" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/improvements/999999")).StatusCode);
    }

    Task Sweep() => app.Scope(async s => { await s.GetRequiredService<WatchImprovements>().Run(default); return true; });

    [Fact]
    public async Task An_import_or_a_typed_note_is_no_next_wave()
    {
        var start = app.Clock.Now;
        try
        {
            var (survey, before) = await app.Answered("Reviews between", Templates.All[Templates.CustomerSatisfaction], [.. new[] { 2, 3, 2, 3 }.Select(Ease)]);
            var id = await Proposed(before, "ease");
            await Move(id, ImprovementStatus.Approved, ImprovementStatus.Running);
            app.Clock.Advance(TimeSpan.FromDays(10));
            var import = await Of(survey, (s, v) => Wave.OfImport(s, v, "Reviews", null, app.Clock.Now), 5, 5, 5, 5);
            Assert.Null((await app.Send(new ReadEffect.Query(id), "analyst")).Waves!.After);
            app.Clock.Advance(TimeSpan.FromDays(10));
            var after = await Of(survey, Asked, 4, 3, 4, 3);
            Assert.Equal((after, 4L), (await app.Send(new ReadEffect.Query(id), "analyst")).Waves!.After is { } side ? (side.WaveId!.Value, side.N) : default);

            // What was seen in an import is compared with what is asked afterwards.
            var seen = await Proposed(import, "ease");
            await Move(seen, ImprovementStatus.Approved, ImprovementStatus.Running);
            app.Clock.Advance(TimeSpan.FromDays(10));
            var next = await Of(survey, Asked, 4, 4, 5, 5);
            var effect = (await app.Send(new ReadEffect.Query(seen), "analyst")).Waves!;
            Assert.Equal((import, next), (effect.Before!.WaveId!.Value, effect.After!.WaveId!.Value));
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task A_wave_that_asks_as_things_happen_is_compared_with_itself_before_and_after()
    {
        var start = app.Clock.Now;
        try
        {
            var (survey, _) = await app.Answered("After a purchase", Templates.All[Templates.CustomerSatisfaction], []);
            app.Clock.Advance(TimeSpan.FromDays(1));
            var wave = await Of(survey, (s, v) => Started(Wave.Plan(s, "Orders", WaveKind.AfterPurchase, app.Clock.Now, null, 30, 0, null, app.Clock.Now), v), 2, 3, 2, 3);
            app.Clock.Advance(TimeSpan.FromDays(1));
            var id = await Proposed(wave, "ease");
            await Move(id, ImprovementStatus.Approved, ImprovementStatus.Running, ImprovementStatus.Done);
            app.Clock.Advance(TimeSpan.FromDays(10));
            await Of(survey, Asked, 1, 1); // another wave says nothing of it
            await Answers(wave, 5, 5, 4, 5, 4);
            var effect = (await app.Send(new ReadEffect.Query(id), "analyst")).Waves!;
            Assert.Equal((wave, 4L, wave, 5L), (effect.Before!.WaveId!.Value, effect.Before.N, effect.After!.WaveId!.Value, effect.After.N));
            Assert.NotNull(effect.After.From);
        }
        finally { app.Clock.Now = start; }
    }

    static Said Ease(int score) => new(FiguresData.Sheet(("ease", score), ("overall", 4)));

    Wave Started(Wave wave, SurveyVersion version)
    {
        wave.Start(version, null, null, app.Clock.Now);
        return wave;
    }

    Wave Asked(Survey survey, SurveyVersion version) => Started(Wave.Plan(survey, "Asked", WaveKind.PublicLink, app.Clock.Now, null, 30, 0, null, app.Clock.Now), version);

    /// <summary>A further wave of a survey, with these scores of one item.</summary>
    async Task<long> Of(long survey, Func<Survey, SurveyVersion, Wave> make, params int[] scores)
    {
        var id = await app.Db<SurveysDb, long>(async db =>
        {
            var wave = make(await db.Surveys.SingleAsync(s => s.Id == survey), await db.Versions.SingleAsync(v => v.SurveyId == survey));
            db.Waves.Add(wave);
            await db.SaveChangesAsync();
            return wave.Id;
        });
        await Answers(id, scores);
        return id;
    }

    Task Answers(long wave, params int[] scores) => app.Db<SurveysDb>(async db =>
    {
        var row = await db.Waves.SingleAsync(w => w.Id == wave);
        var version = await db.Versions.SingleAsync(v => v.SurveyId == row.SurveyId);
        foreach (var score in scores)
            db.Responses.Add(Response.Finish(new Finished
            {
                SurveyId = row.SurveyId, VersionId = version.Id, Definition = version.Definition, WaveId = wave, Answers = Ease(score).Sheet, StartedAt = app.Clock.Now.AddMinutes(-5), At = app.Clock.Now, Language = "en",
                Active = TimeSpan.FromMinutes(5), Source = Contracts.Surveys.ResponseSource.Import, Asked = new HashSet<string> { "ease", "overall" },
            }));
        await db.SaveChangesAsync();
    });
}
