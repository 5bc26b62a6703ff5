using System.Net;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys;

/// <summary>The page customers answer on.</summary>
public sealed class PublicPageTests(CrmApp app) : IClassFixture<CrmApp>
{
    readonly Browser phone = app.Anonymous();


    [Fact]
    public async Task Opening_a_link_a_hundred_times_changes_nothing()
    {
        var (token, _) = await app.Invite();
        var before = await app.Fingerprint();
        for (var i = 0; i < 100; i++)
        {
            var page = await phone.Get($"/s/{token}?score={(i % 5) + 1}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
        }
        await phone.Send(new HttpRequestMessage(HttpMethod.Head, $"/s/{token}"));
        Assert.Equal(before, await app.Fingerprint());
    }

    [Fact]
    public async Task An_answer_is_stored_with_its_event_and_spends_the_link()
    {
        var (token, id) = await app.Invite(ticketId: 77, ownerId: 5, teamId: 6);
        var page = await phone.Get($"/s/{token}");
        app.Clock.Advance(TimeSpan.FromSeconds(40));
        var sent = await phone.Submit(page, $"/s/{token}", ("a.overall", "2"), ("a.solved", "no"), ("a.comment", "  Nobody called back. "), ("go", "Next"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        Assert.Contains("Thank you!", (await phone.Get(sent.Location!.ToString())).Html);

        await app.Db<SurveysDb>(async db =>
        {
            var response = await db.Responses.SingleAsync(r => r.InvitationId == id);
            Assert.Equal(2, response.Headline);
            Assert.True(response.Low);
            Assert.True(response.Counted);
            Assert.Equal(40, response.ActiveSeconds);
            Assert.Equal(["no"], response.Answers["solved"]);
            Assert.Equal(["Nobody called back."], response.Texts["comment"]);
            Assert.Equal((77, 5, 6), (response.TicketId, response.OwnerId, response.TeamId));
            Assert.Empty(await db.Drafts.Where(d => d.InvitationId == id).ToListAsync());
            var happened = Assert.Single(await db.Outbox.Where(o => o.Type == EventTypes.NameOf(typeof(ResponseFinished)) && EF.Functions.JsonContains(o.Payload, $$"""{"responseId":{{response.Id}}}""")).ToListAsync());
            Assert.Contains("\"low\": true", happened.Payload);
        });

        var again = await phone.Get($"/s/{token}");
        Assert.Equal(HttpStatusCode.Gone, again.Status);
        Assert.Contains("Already answered", again.Html);
    }

    [Fact]
    public async Task A_double_submit_stores_once()
    {
        var (token, id) = await app.Invite();
        var page = await phone.Get($"/s/{token}");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        var posts = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => app.Anonymous().Submit(page, $"/s/{token}", ("a.overall", "5"), ("go", "Next"))));
        Assert.All(posts, p => Assert.Equal(HttpStatusCode.SeeOther, p.Status));
        await app.Db<SurveysDb>(async db =>
        {
            var response = Assert.Single(await db.Responses.Where(r => r.InvitationId == id).ToListAsync());
            Assert.Single(await db.Outbox.Where(o => EF.Functions.JsonContains(o.Payload, $$"""{"responseId":{{response.Id}}}""")).ToListAsync());
        });
    }

    [Fact]
    public async Task Sixty_four_clients_that_send_one_link_store_one_answer_for_any_scores()
    {
        // The property, for a handful of random hands of scores and orders; scripts/bench sends one link ten thousand times.
        var random = new Random(20260101);
        for (var hand = 0; hand < 3; hand++)
        {
            var (token, id) = await app.Invite();
            var page = await phone.Get($"/s/{token}");
            app.Clock.Advance(TimeSpan.FromSeconds(30));
            var scores = Enumerable.Range(0, 64).Select(_ => random.Next(1, 6)).ToList();
            var posts = await Task.WhenAll(scores.Select((score, i) => app.Anonymous().Submit(page, $"/s/{token}", ("a.overall", $"{score}"), ("go", i % 8 == 7 ? "Keep" : "Next"))));
            Assert.All(posts, p => Assert.True(p.Status is HttpStatusCode.SeeOther or HttpStatusCode.NoContent or HttpStatusCode.Gone, $"{p.Status}"));
            await app.Db<SurveysDb>(async db =>
            {
                var response = Assert.Single(await db.Responses.Where(r => r.InvitationId == id).ToListAsync());
                Assert.Contains(response.Headline!.Value, scores);
                Assert.Single(await db.Outbox.Where(o => EF.Functions.JsonContains(o.Payload, $$"""{"responseId":{{response.Id}}}""")).ToListAsync());
                Assert.Empty(await db.Drafts.Where(d => d.InvitationId == id).ToListAsync());
            });
        }
    }

    [Fact]
    public async Task What_is_kept_while_typing_is_found_on_another_device_and_counts_no_time()
    {
        var (token, id) = await app.Invite();
        var page = await phone.Get($"/s/{token}");
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.NoContent, (await phone.Submit(page, $"/s/{token}", ("a.overall", "4"), ("go", "Keep"))).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.NoContent, (await phone.Submit(page, $"/s/{token}", ("a.overall", "4"), ("a.comment", "half a sent"), ("go", "Keep"))).Status);
        var tablet = await app.Anonymous().Get($"/s/{token}");
        Assert.Equal("half a sent", tablet.ValueOf("a.comment").Trim());
        Assert.Equal("checked", tablet.Document.QuerySelector("input[name='a.overall'][value='4']")!.GetAttribute("checked"));
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await phone.Submit(page, $"/s/{token}", ("a.overall", "4"), ("a.comment", "half a sentence"), ("go", "Next"));
        Assert.Equal(HttpStatusCode.Gone, (await phone.Submit(page, $"/s/{token}", ("a.overall", "1"), ("go", "Keep"))).Status);
        await app.Db<SurveysDb>(async db =>
        {
            var response = await db.Responses.SingleAsync(r => r.InvitationId == id);
            Assert.Equal((30, 4), (response.ActiveSeconds, response.Headline));
            Assert.Equal([30], response.PageSeconds.Values);
            Assert.Empty(await db.Drafts.Where(d => d.InvitationId == id).ToListAsync());
        });
    }

    [Fact]
    public async Task Texts_that_break_programs_are_kept_as_they_can_be()
    {
        var (spoilt, _) = await app.Invite();
        Assert.Equal(HttpStatusCode.BadRequest, (await phone.Submit(await phone.Get($"/s/{spoilt}"), $"/s/{spoilt}", ("a.comment", "a\0b"), ("go", "Next"))).Status);
        foreach (var text in new[] { "'); drop table surveys.responses;--", "<script>alert(1)</script>", "{{link}} {0}", new string('长', 10_000), "\u202eabc\ufeff" })
        {
            var (token, id) = await app.Invite();
            var page = await phone.Get($"/s/{token}");
            app.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Equal(HttpStatusCode.NoContent, (await phone.Submit(page, $"/s/{token}", ("a.comment", text), ("go", "Keep"))).Status);
            Assert.DoesNotContain("<script>alert", (await phone.Get($"/s/{token}")).Html);
            Assert.Equal(HttpStatusCode.SeeOther, (await phone.Submit(page, $"/s/{token}", ("a.overall", "3"), ("a.comment", text), ("go", "Next"))).Status);
            Assert.True(await app.Db<SurveysDb, bool>(db => db.Responses.AnyAsync(r => r.InvitationId == id)));
        }
    }

    [Fact]
    public async Task What_is_missing_is_said_beside_the_question_and_typed_text_is_kept()
    {
        var (token, id) = await app.Invite();
        var page = await phone.Get($"/s/{token}");
        var back = await phone.Submit(page, $"/s/{token}", ("a.comment", "<b>typed</b>"), ("go", "Next"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, back.Status);
        Assert.Equal("Please answer this question.", back.ErrorOf("a.overall"));
        Assert.Equal("<b>typed</b>", back.ValueOf("a.comment").Trim());
        // The summary leads to the question.
        var target = back.Document.QuerySelector("[role=alert] a")!.GetAttribute("href")!;
        Assert.NotNull(back.Document.QuerySelector(target));
        var wrong = await phone.Submit(page, $"/s/{token}", ("a.overall", "9"), ("a.solved", "perhaps"), ("go", "Next"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal("Please choose one of the answers.", wrong.ErrorOf("a.overall"));
        Assert.Equal("Please choose one of the answers.", wrong.ErrorOf("a.solved"));
        Assert.False(await app.Db<SurveysDb, bool>(db => db.Responses.AnyAsync(r => r.InvitationId == id)));
    }

    [Fact]
    public async Task Answers_are_kept_page_by_page_and_found_on_another_device()
    {
        var (token, id) = await app.Invite(Templates.CustomerSatisfaction);
        var first = await phone.Get($"/s/{token}");
        Assert.Contains("Which industry", first.Html);
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        var second = await phone.Submit(first, $"/s/{token}", ("a.industry", "retail"), ("a.band", "Over1Year"), ("go", "Next"));
        Assert.Equal(HttpStatusCode.SeeOther, second.Status);

        var tablet = app.Anonymous("zh-CN");
        var resumed = await tablet.Get($"/s/{token}");
        Assert.Contains("响应速度", resumed.Html);
        app.Clock.Advance(TimeSpan.FromHours(5)); // the tea break counts ten minutes
        var sent = await tablet.Submit(resumed, $"/s/{token}", ("a.response_speed", "4"), ("a.attitude", "5"), ("go", "Back"));
        var start = await tablet.Get(sent.Location!.ToString());
        Assert.Contains("贵公司所属行业", start.Html);

        string[] keys = ["response_speed", "resolution", "professionalism", "first_time", "feature_fit", "stability", "ease", "value", "convenience", "accuracy", "proactive"];
        var page = await tablet.Get($"/s/{token}?p=2&lang=zh-CN");
        Assert.Equal("checked", page.Document.QuerySelector("input[name='a.attitude'][value='5']")!.GetAttribute("checked"));
        for (var rounds = 0; rounds < 10 && page.Document.QuerySelector("[name=page]") is not null; rounds++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(15));
            var fields = keys.Select(k => ("a." + k, (string?)"4")).Where(k => page.Document.QuerySelector($"[name='{k.Item1}']") is not null)
                .Concat(page.Document.QuerySelector("[name='a.overall']") is null ? [] : [("a.overall", "4"), ("a.nps", "9")]);
            var next = await tablet.Submit(page, $"/s/{token}", [.. fields, ("go", "Next")]);
            Assert.Equal(HttpStatusCode.SeeOther, next.Status);
            page = await tablet.Get(next.Location!.ToString());
        }
        await app.Db<SurveysDb>(async db =>
        {
            var response = await db.Responses.SingleAsync(r => r.InvitationId == id);
            Assert.Equal(("Retail", CooperationBand.Over1Year), (response.Industry, response.Band));
            Assert.Equal((4, 9), (response.Headline, response.Nps));
            Assert.Equal(["5"], response.Answers["attitude"]);
            Assert.Equal(20 + 600 + (5 * 15), response.ActiveSeconds);
            Assert.True(response.Counted);
            Assert.Equal("zh-CN", response.Language);
        });
    }

    [Fact]
    public async Task Closing_pages_say_why()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await phone.Get("/s/nonsense")).Status);
        var (token, _) = await app.Invite();
        var forged = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');
        Assert.Contains("We do not know this link", (await phone.Get($"/s/{forged}")).Html);

        var (revoked, revokedId) = await app.Invite();
        await app.Db<SurveysDb>(async db =>
        {
            (await db.Invitations.SingleAsync(i => i.Id == revokedId)).Revoke(null, app.Clock.Now);
            await db.SaveChangesAsync();
        });
        Assert.Contains("no longer valid", (await phone.Get($"/s/{revoked}")).Html);

        var (closed, _) = await app.Invite(wave: w => w.Close(null, app.Clock.Now));
        var page = await phone.Get($"/s/{closed}");
        Assert.Equal(HttpStatusCode.Gone, page.Status);
        Assert.Contains("This survey is closed", page.Html);

        var open = await phone.Get($"/s/{token}");
        app.Clock.Advance(TimeSpan.FromDays(15));
        var late = await phone.Submit(open, $"/s/{token}", ("a.overall", "5"), ("go", "Next"));
        var expired = await phone.Get(late.Location!.ToString());
        Assert.Equal(HttpStatusCode.Gone, expired.Status);
        Assert.Contains("This link has expired", expired.Html);
        Assert.Contains("链接已过期", (await app.Anonymous("zh-CN").Get($"/s/{token}")).Html);
    }

    [Fact]
    public async Task A_public_link_gives_everybody_a_link_of_their_own()
    {
        var code = await app.Db<SurveysDb, string>(async db =>
        {
            var survey = await db.Surveys.SingleAsync(s => s.Template == Templates.AfterTicket);
            var version = await db.Versions.FirstAsync(v => v.SurveyId == survey.Id);
            var wave = Wave.Plan(survey, "Counter", WaveKind.PublicLink, app.Clock.Now, null, 14, 0, null, app.Clock.Now);
            wave.Start(version, new LinkSigner(await db.LinkKeys.Select(k => k.Key).SingleAsync()).NewToken(), null, app.Clock.Now);
            db.Waves.Add(wave);
            await db.SaveChangesAsync();
            return wave.PublicCode!;
        });
        var before = await app.Fingerprint();
        var page = await phone.Get($"/s/{code}");
        Assert.Equal(before, await app.Fingerprint());
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        var posts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => phone.Submit(page, $"/s/{code}", ("a.overall", "4"), ("go", "Next"))));
        var own = Assert.Single(posts.Select(p => p.Location!.ToString()).Distinct());
        Assert.DoesNotContain(code, own);
        var other = await phone.Submit(await phone.Get($"/s/{code}"), $"/s/{code}", ("a.overall", "1"), ("go", "Next"));
        Assert.NotEqual(own, other.Location!.ToString());
        Assert.Equal([4, 1], await app.Db<SurveysDb, List<int?>>(db => db.Responses.Where(r => db.Waves.Any(w => w.Id == r.WaveId && w.PublicCode == code)).OrderBy(r => r.Id).Select(r => r.Headline).ToListAsync()));
    }

    [Fact]
    public async Task A_score_in_the_link_only_preselects_and_a_fast_form_is_flagged()
    {
        var (token, id) = await app.Invite();
        var page = await phone.Get($"/s/{token}?score=4&lang=zh-CN");
        Assert.Equal("checked", page.Document.QuerySelector("input[name='a.overall'][value='4']")!.GetAttribute("checked"));
        Assert.Contains("您对我们本次的处理满意吗", page.Html);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await phone.Submit(page, $"/s/{token}", ("go", "Next"), ("shown", "made-up"));
        await app.Db<SurveysDb>(async db =>
        {
            var response = await db.Responses.SingleAsync(r => r.InvitationId == id);
            Assert.Equal([Flag.TooFast], response.Flags);
            Assert.False(response.Counted);
            Assert.Equal(4, response.Headline);
        });
    }

    [Fact]
    public async Task The_page_needs_no_script_and_stays_light()
    {
        var (token, _) = await app.Invite(Templates.CustomerSatisfaction);
        var page = await phone.Get($"/s/{token}");
        var css = await phone.Get("/_content/Crm.Surveys/survey.css");
        Assert.Equal(HttpStatusCode.OK, css.Status);
        var script = await phone.Get("/_content/Crm.Surveys/survey.js");
        Assert.Equal(HttpStatusCode.OK, script.Status);
        Assert.Equal("defer", Assert.Single(page.Document.QuerySelectorAll("script")).GetAttribute("defer")); // keeps what is typed, and is not needed
        // What old browsers do not read must not be what the page lives on: no modules, no arrow functions, no let.
        Assert.DoesNotMatch(@"=>|\b(let|const|await|fetch)\b", script.Html);
        Assert.DoesNotContain("asp-", page.Html);
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(page.Html + css.Html + script.Html) < 40_000);
        Assert.False(page.Response.Headers.Contains("Set-Cookie"));
        Assert.Equal("no-store", page.Response.Headers.CacheControl?.ToString().Replace(", no-cache", "").Replace("no-cache, ", ""));
    }
}
