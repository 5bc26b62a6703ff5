using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Customers.Features.Customers;
using Crm.Platform.Events;
using Crm.Platform.Jobs;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Interviews;
using Crm.Surveys.Features.Public;
using Crm.Surveys.Features.Responses;
using Crm.Surveys.Features.Waves;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>Waves that know who took part and not what they said; quotas and budgets; facts filled in later.</summary>
public sealed class AnonymousTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task Sweep(string name) => app.Scope(async s => { await s.GetServices<ISweep>().Single(w => w.GetType().Name == name).Run(default); return 0; });

    Task<long> Customer(string name) => app.Send(new RegisterCustomer.Command { Name = name, Region = "Here", Emails = [new() { Value = name.Replace(' ', '.') + "@customer.test" }] }, "admin");

    [Fact]
    public async Task An_anonymous_answer_leads_to_nobody_and_who_took_part_is_known_and_rewarded_with_the_day()
    {
        var start = app.Clock.Now;
        try
        {
            var customer = await Customer("No Name");
            await app.Send(new Crm.Loyalty.Features.Members.JoinMember.Command { CustomerId = customer, TermsAccepted = true }, "admin");
            var (token, invitation) = await app.Invite(terms: new WaveTerms { Anonymous = true, OffersContact = true, Points = 30 }, customerId: customer, ownerId: 5, teamId: 6, ticketId: 7);
            var wave = await app.Db<SurveysDb, long>(db => db.Invitations.Where(i => i.Id == invitation).Select(i => i.WaveId).SingleAsync());
            var phone = app.Anonymous();
            var page = await phone.Get($"/s/{token}");
            app.Clock.Advance(TimeSpan.FromSeconds(30));

            // Half-filled answers cannot be read in the database, and are there again for who has the link.
            Assert.Equal(HttpStatusCode.NoContent, (await phone.Submit(page, $"/s/{token}", ("a.overall", "2"), ("a.comment", "secret words"), ("go", "Keep"))).Status);
            Assert.DoesNotContain("secret", await app.Fingerprint());
            Assert.Equal("secret words", (await app.Anonymous().Get($"/s/{token}")).ValueOf("a.comment").Trim());

            var sent = await phone.Submit(page, $"/s/{token}", ("a.overall", "1"), ("go", "Next"));
            var thanks = await phone.Get(sent.Location!.ToString());
            await app.Db<SurveysDb>(async db =>
            {
                var r = await db.Responses.AsNoTracking().SingleAsync(x => x.WaveId == wave);
                var midnight = r.FinishedAt;
                Assert.Equal((null, null, null, null, null, null, true), (r.InvitationId, r.CustomerId, r.ContactId, r.TicketId, r.OwnerId, r.TeamId, r.Anonymous));
                Assert.Equal((midnight, TimeSpan.Zero), (r.StartedAt, midnight.ToOffset(TimeSpan.FromHours(8)).TimeOfDay));
                var i = await db.Invitations.AsNoTracking().SingleAsync(x => x.Id == invitation);
                Assert.Equal((midnight, midnight), (i.StartedAt!.Value, i.FinishedAt!.Value));
                var told = Assert.Single(await db.Outbox.Where(o => o.Type == EventTypes.NameOf(typeof(ResponseFinished)) && EF.Functions.JsonContains(o.Payload, $$"""{"responseId":{{r.Id}}}""")).Select(o => o.Payload).ToListAsync());
                Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(told).RootElement.TryGetProperty("customerId", out var who) ? who.ValueKind : JsonValueKind.Null);
                // Nobody is shown the answer by itself.
                await Assert.ThrowsAsync<MissingException>(() => app.Send(new ShowResponse.Query(r.Id), "admin"));
            });
            Assert.Empty((await app.Send(new ListResponses.Query { Wave = wave }, "admin")).Items);
            await app.Deliver();
            Assert.Equal(0, await app.Db<Crm.Tickets.Data.TicketsDb, int>(db => db.FollowUps.CountAsync(f => f.CustomerId == customer)));

            // The points come with the next day, and say nothing of the answer.
            await Sweep("RewardParticipation");
            await app.Deliver();
            Assert.Equal(0, await Points(customer));
            app.Clock.Advance(TimeSpan.FromDays(1));
            await Sweep("RewardParticipation");
            await Sweep("RewardParticipation");
            await app.Deliver();
            Assert.Equal(30, await Points(customer));

            // A wish to be called becomes a follow-up that knows no answer.
            var link = thanks.Document.QuerySelector("a[href*='/contact']")!.GetAttribute("href")!;
            var contact = await phone.Post(link, ("words", "About the invoice"));
            Assert.Equal(HttpStatusCode.OK, contact.Status);
            await phone.Post(link, ("words", "Again"));
            await Sweep("PassOnWishes");
            await app.Deliver();
            var followUp = Assert.Single(await app.Db<Crm.Tickets.Data.TicketsDb, List<Crm.Tickets.Domain.FollowUp>>(db => db.FollowUps.AsNoTracking().Where(f => f.CustomerId == customer).ToListAsync()));
            Assert.Null(followUp.ResponseId);
            Assert.Contains("apart from an anonymous answer", (await (await app.As("admin")).Get($"/follow-ups/{followUp.Id}")).Html);
            Assert.Contains("About the invoice", (await (await app.As("analyst")).Get($"/waves/{wave}/wishes")).Html);
            await Assert.ThrowsAsync<RuleException>(() => app.Send(new EnterAnswers.Command { Wave = wave, Customer = customer }, "admin"));
        }
        finally { app.Clock.Now = start; }
    }

    // What they can spend now.
    Task<long> Points(long customer) => app.Scope(s => s.GetRequiredService<Crm.Loyalty.Data.LoyaltyDb>().Members.Where(m => m.CustomerId == customer)
        .SelectMany(m => m.Lots).Where(l => l.ExpiresAt > app.Clock.Now && (l.AvailableAt == null || l.AvailableAt <= app.Clock.Now)).SumAsync(l => l.Remainder));

    [Fact]
    public async Task Under_another_link_an_anonymous_sheet_begins_afresh_and_no_page_is_left_out()
    {
        var (first, invitation) = await app.Invite(Templates.CustomerSatisfaction, terms: new WaveTerms { Anonymous = true });
        var definition = Templates.All[Templates.CustomerSatisfaction];
        async Task Next(string token, int page, TimeSpan after)
        {
            var shown = (await app.Send(new OpenSurvey.Query(token, page, null))).Form!;
            app.Clock.Advance(after);
            var typed = shown.Items.Where(i => i.Scale is not null).ToDictionary(i => i.Key, i => new string?[] { "4" });
            Assert.Equal(LinkState.Ready, (await app.Send(new SubmitPage.Command { Token = token, Page = page, Go = SubmitPage.Go.Next, Shown = shown.Shown, Typed = typed })).State);
        }
        await Next(first, 0, TimeSpan.FromMinutes(3));
        await Next(first, 1, TimeSpan.FromMinutes(3));
        var form = (await app.Send(new OpenSurvey.Query(first, null, null))).Form!;
        Assert.True(form.Page > 1 && form.Answers.Count > 0);

        // The link of a reminder, and a new one that takes the place of all others.
        var reminder = await app.Db<SurveysDb, string>(async db =>
        {
            var token = new LinkSigner(await db.LinkKeys.Select(k => k.Key).SingleAsync()).NewToken();
            db.InvitationLinks.Add(new InvitationLink { TokenHash = LinkSigner.HashOf(token), InvitationId = invitation, CreatedAt = app.Clock.Now });
            await db.SaveChangesAsync();
            return token;
        });
        Assert.Equal((0, 0), await Opened(reminder));
        Assert.Equal((0, 0), await Opened(reminder, page: 1)); // no page is opened before those that come first
        await Next(reminder, 0, TimeSpan.FromSeconds(20));
        var draft = await app.Db<SurveysDb, Draft>(db => db.Drafts.AsNoTracking().SingleAsync(d => d.InvitationId == invitation));
        Assert.Equal((1, 20), (draft.Page, draft.ActiveSeconds));
        Assert.Equal(20, Assert.Single(draft.PageSeconds).Value);
        Assert.Equal(1, (await Opened(reminder)).Page);
        Assert.Equal((0, 0), await Opened(first)); // now it is sealed under the other one

        var wave = await app.Db<SurveysDb, long>(db => db.Invitations.Where(i => i.Id == invitation).Select(i => i.WaveId).SingleAsync());
        var fresh = (await app.Send(new NewLink.Command(wave, invitation), "analyst")).Url;
        Assert.Equal((0, 0), await Opened(System.Text.RegularExpressions.Regex.Match(fresh, @"/s/([\w-]+)").Groups[1].Value));

        async Task<(int Page, int Typed)> Opened(string token, int? page = null) => (await app.Send(new OpenSurvey.Query(token, page, null))).Form is { } shown ? (shown.Page, shown.Answers.Count) : default;
    }

    [Fact]
    public async Task While_an_anonymous_wave_is_open_its_totals_alone_say_that_somebody_has_finished()
    {
        var (done, still) = (await Customer("Has Answered"), await Customer("Not Yet"));
        var (token, invitation) = await app.Invite(terms: new WaveTerms { Anonymous = true }, customerId: done);
        var wave = await app.Db<SurveysDb, long>(async db =>
        {
            var one = await db.Invitations.AsNoTracking().SingleAsync(i => i.Id == invitation);
            var other = Invitation.To(await db.Waves.SingleAsync(w => w.Id == one.WaveId), one.VersionId, null, null, null, "en", Guid.NewGuid().ToByteArray(), Delivery.ByHand, app.Clock.Now);
            other.MoveTo(still);
            db.Invitations.Add(other);
            await db.SaveChangesAsync();
            return one.WaveId;
        });
        var page = await app.Anonymous().Get($"/s/{token}");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await app.Anonymous().Submit(page, $"/s/{token}", ("a.overall", "4"), ("go", "Next"));

        var api = await app.Api("analyst");
        var open = await api.GetFromJsonAsync<JsonElement>($"/api/v1/waves/{wave}");
        Assert.Equal(1, open.GetProperty("counts").GetProperty("finished").GetInt32());
        Assert.Equal([(done, "ready"), (still, "ready")], Rows(open));
        Assert.All(open.GetProperty("invitations").GetProperty("items").EnumerateArray(), i => Assert.All(new[] { "startedAt", "finishedAt" }, at => Assert.False(i.TryGetProperty(at, out var value) && value.ValueKind != JsonValueKind.Null)));
        var shown = await (await app.As("analyst")).Get($"/waves/{wave}");
        Assert.Contains("Who has finished is shown when the wave has ended.", shown.Html);
        Assert.Equal(shown.Document.QuerySelectorAll("main tbody tr").Select(r => r.QuerySelectorAll("td")[3].TextContent.Trim()).Distinct(), ["Open"]);

        await app.Send(new CloseWave.Command(wave), "analyst");
        Assert.Equal([(done, "finished"), (still, "closed")], Rows(await api.GetFromJsonAsync<JsonElement>($"/api/v1/waves/{wave}")));

        static IEnumerable<(long, string?)> Rows(JsonElement wave) => wave.GetProperty("invitations").GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("customerId").GetInt64(), i.GetProperty("state").GetString())).Order();
    }

    [Fact]
    public async Task A_budget_set_later_counts_the_points_given_before_as_they_were_given()
    {
        var code = await Public(new WaveTerms { Points = 10 });
        var wave = await WaveOf(code);
        async Task Change(Func<EditWave.Command, EditWave.Command> with) => await app.Send(with(await app.Send(new EditWave.Query(wave), "analyst")), "analyst");
        Task<(long, decimal)> Tally() => app.Db<SurveysDb, (long, decimal)>(async db => await db.WaveTallies.AsNoTracking().SingleAsync(t => t.WaveId == wave) is var t ? (t.Taken, t.Awarded) : default);
        await Answer(code);
        await Change(w => w with { Points = 20 });
        await Answer(code);
        await Change(w => w with { Points = null });
        await Answer(code); // earns what the programme gives
        await Change(w => w with { Points = 20, Budget = 45 });
        Assert.Equal((3, 30), await Tally());
        await Answer(code); // 30 and 20 would be more than there is
        await Change(w => w with { Budget = 50 });
        await Answer(code);
        await Answer(code);
        Assert.Equal((6, 50), await Tally());

        // A wave from before points were counted begins with what has come in, at the points it gave.
        await app.Db<SurveysDb>(db => db.WaveTallies.Where(t => t.WaveId == wave).ExecuteDeleteAsync());
        await Change(w => w with { Points = 5, Budget = 1000 });
        Assert.Equal((6, 120), await Tally());
    }

    [Fact]
    public async Task Whom_we_do_not_know_has_to_say_how_to_be_reached()
    {
        var code = await Public(new WaveTerms { Anonymous = true, OffersContact = true });
        var done = await Answer(code);
        var link = (await app.Anonymous().Get(done)).Document.QuerySelector("a[href*='/contact']")!.GetAttribute("href")!;
        var phone = app.Anonymous();
        var missing = await phone.Post(link, ("words", ""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Please answer this question."), (missing.Status, missing.ErrorOf("words")));
        await phone.Post(link, ("words", "Ms Wang, 139 0000 0000"));
        await Sweep("PassOnWishes");
        var wave = await WaveOf(code);
        var analyst = await app.As("analyst");
        var wishes = await analyst.Get($"/waves/{wave}/wishes");
        Assert.Contains("Ms Wang", wishes.Html);
        var wish = await app.Db<SurveysDb, long>(db => db.ContactWishes.Where(w => w.WaveId == wave).Select(w => w.Id).SingleAsync());
        await analyst.Submit(wishes, $"/waves/{wave}/wishes/{wish}/done");
        Assert.NotNull(await app.Db<SurveysDb, DateTimeOffset?>(db => db.ContactWishes.Where(w => w.Id == wish).Select(w => w.DoneAt).SingleAsync()));
        Assert.Equal(HttpStatusCode.NotFound, (await phone.Get($"/s/{code}/contact")).Status);
        // Of one answer nothing is shown.
        var progress = await app.Send(new ReadProgress.Query(wave), "analyst");
        Assert.True(progress.Hidden);
        Assert.All(progress.Pages, p => Assert.Null(p.MedianSeconds));
    }

    [Fact]
    public async Task A_wave_takes_exactly_its_quota_however_many_finish_at_once()
    {
        var code = await Public(new WaveTerms { Quota = 5, Points = 10, Budget = 35 });
        var pages = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => app.Anonymous().Get($"/s/{code}")));
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        var posts = await Task.WhenAll(pages.Select(p => app.Anonymous().Submit(p, $"/s/{code}", ("a.overall", "4"), ("go", "Next"))));
        Assert.Equal((5, 11), (posts.Count(p => p.Location!.ToString().Contains("done=true", StringComparison.Ordinal)), posts.Count(p => !p.Location!.ToString().Contains("done=true", StringComparison.Ordinal))));
        var wave = await WaveOf(code);
        await app.Db<SurveysDb>(async db =>
        {
            Assert.Equal(5, await db.Responses.CountAsync(r => r.WaveId == wave));
            Assert.Equal(5, await db.Invitations.CountAsync(i => i.WaveId == wave && i.FinishedAt != null));
            var tally = await db.WaveTallies.SingleAsync(t => t.WaveId == wave);
            Assert.Equal((5, 30), (tally.Taken, tally.Awarded));
            var points = (await db.Outbox.Where(o => o.Type == EventTypes.NameOf(typeof(ResponseFinished)) && EF.Functions.JsonContains(o.Payload, $$"""{"waveId":{{wave}}}""")).Select(o => o.Payload).ToListAsync())
                .Select(p => JsonDocument.Parse(p).RootElement.GetProperty("points").GetInt64()).Order();
            Assert.Equal([0, 0, 10, 10, 10], points);
            Assert.Equal(WaveState.Closed, (await db.Waves.SingleAsync(w => w.Id == wave)).State);
        });
        var late = await app.Anonymous().Get($"/s/{code}");
        Assert.Equal(HttpStatusCode.Gone, late.Status);
        Assert.Contains("We have all the answers we need", late.Html);
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new ReopenWave.Command(wave), "analyst"));
        await app.Send((await app.Send(new EditWave.Query(wave), "analyst")) with { Quota = 6 }, "analyst");
        await app.Send(new ReopenWave.Command(wave), "analyst");
        await Answer(code);
        Assert.Equal(6, await app.Db<SurveysDb, int>(db => db.Responses.CountAsync(r => r.WaveId == wave)));
        Assert.Equal(HttpStatusCode.Gone, (await app.Anonymous().Get($"/s/{code}")).Status);
    }

    [Fact]
    public async Task An_answer_on_the_phone_takes_a_place_of_the_quota_and_the_wave_s_own_points()
    {
        var code = await Public(new WaveTerms { Quota = 2, Points = 10, Budget = 15 });
        var wave = await WaveOf(code);
        var typed = new Dictionary<string, string?[]> { ["overall"] = ["5"] };
        var admin = await app.As("admin");
        var open = await admin.Get($"/answers/new?wave={wave}&customer={await Customer("Called Three")}");
        foreach (var name in new[] { "Called One", "Called Two" }) await app.Send(new EnterAnswers.Command { Wave = wave, Customer = await Customer(name), Typed = typed }, "admin");
        await app.Db<SurveysDb>(async db =>
        {
            var tally = await db.WaveTallies.SingleAsync(t => t.WaveId == wave);
            Assert.Equal((2, 10), (tally.Taken, tally.Awarded));
            var points = (await db.Outbox.Where(o => o.Type == EventTypes.NameOf(typeof(ResponseFinished)) && EF.Functions.JsonContains(o.Payload, $$"""{"waveId":{{wave}}}""")).Select(o => o.Payload).ToListAsync())
                .Select(p => JsonDocument.Parse(p).RootElement.GetProperty("points").GetInt64()).Order();
            Assert.Equal([0, 10], points);
            Assert.Equal(WaveState.Closed, (await db.Waves.SingleAsync(w => w.Id == wave)).State);
        });
        Assert.Equal(HttpStatusCode.Gone, (await app.Anonymous().Get($"/s/{code}")).Status);
        // Who is still on the phone when the last place is taken is told so, and keeps what was typed.
        var late = await admin.Submit(open, "/answers/new", ("a.overall", "2"), ("a.comment", "All that was said on the phone"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.Status);
        Assert.Contains("no longer takes answers", late.Text("main"));
        Assert.Equal("All that was said on the phone", late.ValueOf("a.comment").Trim());
        Assert.NotNull(late.Document.QuerySelector("input[name='a.overall'][value='2'][checked]"));
    }

    [Fact]
    public async Task One_person_who_sends_at_once_twice_and_more_takes_one_place_of_the_quota()
    {
        var code = await Public(new WaveTerms { Quota = 2, Points = 10, Budget = 35 });
        var page = await app.Anonymous().Get($"/s/{code}");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        var posts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Anonymous().Submit(page, $"/s/{code}", ("a.overall", "4"), ("go", "Next"))));
        Assert.All(posts, p => Assert.Contains("done=true", p.Location!.ToString(), StringComparison.Ordinal));
        var wave = await WaveOf(code);
        await app.Db<SurveysDb>(async db =>
        {
            Assert.Equal(1, await db.Responses.CountAsync(r => r.WaveId == wave));
            var tally = await db.WaveTallies.SingleAsync(t => t.WaveId == wave);
            Assert.Equal((1, 10), (tally.Taken, tally.Awarded));
            Assert.Equal(WaveState.Open, (await db.Waves.SingleAsync(w => w.Id == wave)).State);
        });
    }

    [Fact]
    public async Task Facts_missing_at_submission_are_filled_in_from_the_record_and_marked()
    {
        var customer = await Customer("Late Facts");
        var (token, invitation) = await app.Invite(customerId: customer);
        var phone = app.Anonymous();
        var page = await phone.Get($"/s/{token}");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await phone.Submit(page, $"/s/{token}", ("a.overall", "4"), ("go", "Next"));
        var (wave, response) = await app.Db<SurveysDb, (long, long)>(async db => await db.Responses.Where(r => r.InvitationId == invitation).Select(r => new { r.WaveId, r.Id }).SingleAsync() is var r ? (r.WaveId!.Value, r.Id) : default);
        await app.Db<Crm.Customers.Data.CustomersDb>(db => db.Customers.Where(c => c.Id == customer).ExecuteUpdateAsync(s => s.SetProperty(c => c.Industry, "Mining").SetProperty(c => c.Region, "Elsewhere")));
        var analyst = await app.As("analyst");
        await analyst.Submit(await analyst.Get($"/waves/{wave}"), $"/waves/{wave}/refill");
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
        var after = await app.Db<SurveysDb, Response>(db => db.Responses.AsNoTracking().SingleAsync(r => r.Id == response));
        Assert.Equal(("Mining", "Here", ValueClass.Low), (after.Industry, after.Region, after.ValueClass));
        Assert.Equal(["Industry"], after.Refilled);
        Assert.NotNull(after.RefilledAt);
        Assert.Contains("Taken from the record on", (await analyst.Get($"/responses/{response}")).Html);
    }

    [Theory]
    [InlineData(5, new long[0], true)]
    [InlineData(4, new long[0], false)]
    [InlineData(0, new long[0], false)]
    [InlineData(10, new long[] { 10 }, true)]
    [InlineData(10, new long[] { 14 }, false)]
    [InlineData(10, new long[] { 15 }, true)]
    [InlineData(10, new long[] { 40, 13 }, false)]
    public void Small_groups_and_what_would_follow_by_subtraction_stay_hidden(long n, long[] wider, bool shown) => Assert.Equal(shown, AnonymousGuard.Shows(n, wider));

    [Fact]
    public void A_hidden_cell_does_not_follow_from_the_sum()
    {
        Assert.Equal(["a", "b"], AnonymousGuard.Hidden(new Dictionary<string, long> { ["a"] = 2, ["b"] = 7, ["c"] = 30 }).Order());
        Assert.Equal(["a", "b"], AnonymousGuard.Hidden(new Dictionary<string, long> { ["a"] = 3, ["b"] = 4, ["c"] = 30 }).Order());
        Assert.Equal(["a", "b", "c"], AnonymousGuard.Hidden(new Dictionary<string, long> { ["a"] = 1, ["b"] = 2, ["c"] = 30 }).Order());
        Assert.Empty(AnonymousGuard.Hidden(new Dictionary<string, long> { ["a"] = 5, ["b"] = 0 }));
    }

    Task<string> Public(WaveTerms terms) => app.Db<SurveysDb, string>(async db =>
    {
        var survey = await db.Surveys.SingleAsync(s => s.Template == Templates.AfterTicket);
        var version = await db.Versions.FirstAsync(v => v.SurveyId == survey.Id);
        var wave = Wave.Plan(survey, "Open", WaveKind.PublicLink, app.Clock.Now, null, 14, 0, null, app.Clock.Now);
        wave.Agree(terms);
        wave.Start(version, new LinkSigner(await db.LinkKeys.Select(k => k.Key).SingleAsync()).NewToken(), null, app.Clock.Now);
        db.Waves.Add(wave);
        await db.SaveChangesAsync();
        return wave.PublicCode!;
    });

    Task<long> WaveOf(string code) => app.Db<SurveysDb, long>(db => db.Waves.Where(w => w.PublicCode == code).Select(w => w.Id).SingleAsync());

    async Task<string> Answer(string code)
    {
        var phone = app.Anonymous();
        var page = await phone.Get($"/s/{code}");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        return (await phone.Submit(page, $"/s/{code}", ("a.overall", "4"), ("go", "Next"))).Location!.ToString();
    }
}
