using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Waves;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>What can be said of a wave while it runs, and after it.</summary>
public sealed class RunningWaveTests(CrmApp app) : IClassFixture<CrmApp>
{
    async Task<(long Wave, string Code)> Public(DateTimeOffset? closesAt = null, int? quota = null)
    {
        var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Crm.Surveys.Domain.Templates.AfterTicket).Select(s => s.Id).SingleAsync());
        var wave = await app.Send(new PlanWave.Command { SurveyId = survey, Title = "Running", Kind = WaveKind.PublicLink, ClosesAt = closesAt, Quota = quota }, "analyst");
        await app.Send(new StartWave.Command(wave), "analyst");
        return (wave, await app.Db<SurveysDb, string>(db => db.Waves.Where(w => w.Id == wave).Select(w => w.PublicCode!).SingleAsync()));
    }

    async Task<string> Say(string code, Answer? open = null)
    {
        var phone = app.Anonymous();
        var page = open ?? await phone.Get($"/s/{code}");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        return (await phone.Submit(page, $"/s/{code}", ("a.overall", "4"), ("go", "Next"))).Location!.ToString();
    }

    Task<WaveState> StateOf(long wave) => app.Db<SurveysDb, WaveState>(db => db.Waves.Where(w => w.Id == wave).Select(w => w.State).SingleAsync());

    async Task Change(long wave, Func<EditWave.Command, EditWave.Command> with) => await app.Send(with(await app.Send(new EditWave.Query(wave), "analyst")), "analyst");

    [Fact]
    public async Task A_quota_set_to_what_is_there_closes_the_wave_and_a_higher_one_makes_room()
    {
        var (wave, code) = await Public();
        foreach (var _ in Enumerable.Range(0, 2)) await Say(code);
        var open = await app.Anonymous().Get($"/s/{code}");
        await Change(wave, w => w with { Quota = 2 });
        Assert.Equal(WaveState.Closed, await StateOf(wave));
        foreach (var path in new[] { $"/s/{code}", await Say(code, open) })
        {
            var full = await app.Anonymous().Get(path);
            Assert.Equal(HttpStatusCode.Gone, full.Status);
            Assert.Contains("We have all the answers we need", full.Html);
        }
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new ReopenWave.Command(wave), "analyst"));
        await Change(wave, w => w with { Quota = 3 });
        await app.Send(new ReopenWave.Command(wave), "analyst");
        Assert.Equal(WaveState.Open, await StateOf(wave));
    }

    [Fact]
    public async Task Whoever_finds_no_place_left_is_told_so_and_closes_the_wave()
    {
        var (wave, code) = await Public(quota: 5);
        foreach (var _ in Enumerable.Range(0, 2)) await Say(code);
        await app.Db<SurveysDb>(db => db.Waves.Where(w => w.Id == wave).ExecuteUpdateAsync(s => s.SetProperty(w => w.Quota, 2)));
        var told = await app.Anonymous().Get(await Say(code));
        Assert.Equal(HttpStatusCode.Gone, told.Status);
        Assert.Contains("We have all the answers we need", told.Html);
        Assert.Equal(WaveState.Closed, await StateOf(wave));
        Assert.Equal(2, await app.Db<SurveysDb, int>(db => db.Responses.CountAsync(r => r.WaveId == wave)));
    }

    [Fact]
    public async Task A_wave_that_is_over_can_be_corrected_but_not_ended_at_another_time_gone_by()
    {
        var start = app.Clock.Now;
        try
        {
            var (wave, _) = await Public(app.Clock.Now.AddDays(5).AddSeconds(17));
            app.Clock.Advance(TimeSpan.FromDays(6));
            var analyst = await app.As("analyst");
            var form = await analyst.Get($"/waves/{wave}/edit");
            var saved = await analyst.Submit(form, $"/waves/{wave}/edit", ("Form.Title", "Corrected"));
            Assert.True(saved.Status == HttpStatusCode.Redirect, saved.Html);
            form = await analyst.Get($"/waves/{wave}/edit");
            var past = await analyst.Submit(form, $"/waves/{wave}/edit", ("Form.ClosesAt", app.Clock.Now.AddDays(-3).ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-ddTHH:mm")));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, past.Status);
            Assert.NotEmpty(past.ErrorOf("Form.ClosesAt"));
            Assert.Equal("Corrected", (await app.Send(new ShowWave.Query(wave), "analyst")).Title);
        }
        finally { app.Clock.Now = start; }
    }

    [Fact]
    public async Task Programs_change_a_running_wave_they_have_seen()
    {
        var (wave, _) = await Public(app.Clock.Now.AddDays(5));
        var api = await app.Api("analyst");
        var seen = (await api.GetAsync($"/api/v1/waves/{wave}")).Headers.ETag!.ToString();
        var until = app.Clock.Now.AddDays(40);
        async Task<HttpResponseMessage> Put(int quota)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/waves/{wave}") { Content = JsonContent.Create(new { title = "By program", closesAt = until.ToOffset(TimeSpan.FromHours(8)), quota }) };
            request.Headers.TryAddWithoutValidation("If-Match", seen);
            return await api.SendAsync(request);
        }
        var changed = await Put(7);
        Assert.True(changed.StatusCode == HttpStatusCode.OK, await changed.Content.ReadAsStringAsync());
        Assert.Equal("By program", (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString());
        var now = await app.Send(new EditWave.Query(wave), "analyst");
        Assert.Equal((until, 7, WaveKind.PublicLink), (now.ClosesAt, now.Quota, now.Kind));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Put(8)).StatusCode);
    }

    [Fact]
    public async Task Mail_texts_written_in_one_language_leave_readers_of_the_other_the_shipped_ones()
    {
        var own = new WaveMails { InviteSubject = LocalText.Of("", "请您评价"), InviteText = LocalText.Of("", "请点击 {{link}}") };
        await app.Scope(s =>
        {
            var (mails, texts) = (s.GetRequiredService<MailTexts>(), s.GetRequiredService<Texts>());
            Assert.Equal((texts.In("en", "surveys.mail.invite.subject"), texts.In("en", "surveys.mail.invite.text")), mails.WordsOf(MailKind.Invite, own, "en"));
            Assert.Equal(("请您评价", "请点击 {{link}}"), mails.WordsOf(MailKind.Invite, own, "zh-CN"));
            return Task.FromResult(0);
        });
    }

    [Fact]
    public async Task Letters_and_the_public_sheet_speak_to_their_reader_once_in_each_language_that_is_written()
    {
        var (_, wave) = await app.Answered("{customer|friend}, how did we do?", new SurveyDefinition
        {
            Intro = LocalText.Of("", "尊敬的{customer|朋友}："),
            Dimensions = [new() { Key = "one", Title = LocalText.Of("One", "一"), Items = [new() { Key = "speed", Kind = ItemKind.Rating, Text = LocalText.Of("Speed?", "速度？") }] }],
        }, []);
        var customer = await app.SomeCustomer("Paper Reader");
        await app.Db<SurveysDb>(async db =>
        {
            var of = await db.Waves.Include(w => w.Survey).SingleAsync(w => w.Id == wave);
            var invitation = Invitation.To(of, of.VersionId!.Value, null, null, null, "en", LinkSigner.HashOf("sheet"), Delivery.Undeliverable, app.Clock.Now);
            invitation.MoveTo(customer);
            db.Invitations.Add(invitation);
            await db.SaveChangesAsync();
        });
        var analyst = await app.As("analyst");
        var sheet = (await analyst.Submit(await analyst.Get($"/waves/{wave}/sheet"), $"/waves/{wave}/sheet")).Text("section.sheet");
        Assert.Contains("Paper Reader, how did we do?", sheet);
        Assert.Contains("尊敬的Paper Reader：", sheet);
        Assert.DoesNotContain("{", sheet);
        await app.Db<SurveysDb>(db => db.Waves.Where(w => w.Id == wave).ExecuteUpdateAsync(s => s.SetProperty(w => w.PublicCode, "piped-sheet-code")));
        sheet = (await analyst.Get($"/waves/{wave}/sheet")).Text("section.sheet");
        Assert.Contains("friend, how did we do?", sheet);
        Assert.Equal(2, sheet.Split("尊敬的朋友：").Length);
    }
}
