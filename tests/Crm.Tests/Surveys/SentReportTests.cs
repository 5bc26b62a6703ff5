using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Reports;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>Results that are sent to a department, which confirms that it has taken note.</summary>
public sealed class SentReportTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task A_department_opens_what_it_was_sent_without_a_right_to_results_and_confirms_once()
    {
        var (survey, wave) = await Asked();
        var team = await app.TeamOf("accounts");
        var analyst = await app.As("analyst");
        Assert.NotNull((await analyst.Get($"/waves/{wave}/results")).Document.QuerySelector($"a[href='/surveys/{survey}/send?wave={wave}']"));
        var page = await analyst.Get($"/surveys/{survey}/send?wave={wave}");
        var none = await analyst.Submit(page, $"/surveys/{survey}/send?wave={wave}", ("Form.Message", "Please read"));
        Assert.NotEmpty(none.ErrorOf("Form.TeamIds"));
        Assert.Equal("Please read", none.ValueOf("Form.Message").Trim());
        for (var i = 0; i < 2; i++) // a form that is sent again sends nothing again
            Assert.Equal(HttpStatusCode.Redirect, (await analyst.Submit(page, $"/surveys/{survey}/send?wave={wave}", ("Form.TeamIds", $"{team}"), ("Form.Message", "Please read"))).Status);
        var report = Assert.Single(await app.Db<SurveysDb, List<SentReport>>(db => db.SentReports.Where(r => r.WaveId == wave).ToListAsync()));
        Assert.Equal((survey, team, "Please read"), (report.SurveyId, report.TeamId, report.Message));
        var leader = (await app.Scope(s => s.GetRequiredService<IStaffDirectory>().Teams(default)))[team].SupervisorId!.Value;
        Assert.Equal([leader], await app.Db<SurveysDb, List<long>>(db => db.Notifications.Where(n => n.Key == $"report-sent:{report.Id}").Select(n => n.StaffId).ToListAsync()));

        // Of the department, and without surveys.results.
        var manager = await app.As("manager");
        Assert.Equal(HttpStatusCode.Forbidden, (await manager.Get($"/waves/{wave}/results")).Status);
        Assert.Contains("Please read", (await manager.Get($"/surveys/reports/{report.Id}")).Html);
        Assert.Contains($"/surveys/reports/{report.Id}", (await manager.Get("/surveys/reports")).Html);
        using var file = await manager.Http.GetAsync($"/surveys/reports/{report.Id}/file");
        Assert.Equal("application/pdf", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal("%PDF"u8.ToArray(), (await file.Content.ReadAsByteArrayAsync())[..4]);

        // Of another one.
        var agent = await app.As("agent");
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/surveys/reports/{report.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await agent.Get($"/surveys/reports/{report.Id}/file")).Status);
        Assert.DoesNotContain($"/surveys/reports/{report.Id}", (await agent.Get("/surveys/reports")).Html);

        Assert.Null((await analyst.Get($"/surveys/reports/{report.Id}")).Document.QuerySelector("textarea"));
        await Assert.ThrowsAsync<ForbiddenException>(() => app.Send(new ConfirmReport.Command { Id = report.Id, Version = report.Version }, "analyst"));
        Assert.Equal(HttpStatusCode.Redirect, (await manager.Submit(await manager.Get($"/surveys/reports/{report.Id}"), $"/surveys/reports/{report.Id}", ("Form.Answer", "We change the price"))).Status);
        var confirmed = await app.Db<SurveysDb, SentReport>(db => db.SentReports.SingleAsync(r => r.Id == report.Id));
        Assert.Equal(("We change the price", await app.PersonOf("manager")), (confirmed.Answer, confirmed.ConfirmedById!.Value));
        Assert.True(await app.Db<SurveysDb, bool>(db => db.Notifications.AnyAsync(n => n.StaffId == report.SentById && n.Key == $"report-confirmed:{report.Id}")));
        await Assert.ThrowsAsync<RuleException>(() => app.Send(new ConfirmReport.Command { Id = report.Id, Answer = "Or not", Version = confirmed.Version }, "manager"));
    }

    [Fact]
    public async Task What_was_sent_stays_as_it_was_and_holds_no_comment()
    {
        var (survey, wave) = await Asked();
        var team = await app.TeamOf("accounts");
        using var api = await app.Api("analyst");
        using var sent = await api.PostAsJsonAsync("/api/v1/surveys/reports?source=link", new { waveId = wave, teamIds = new[] { team } });
        var id = (await sent.Content.ReadFromJsonAsync<long[]>())!.Single();
        var before = await Bytes();
        await app.Answer(wave, "overall=1;comment=Everything is late");
        Assert.Equal(before, await Bytes());
        var read = await api.GetFromJsonAsync<JsonElement>($"/api/v1/surveys/reports/{id}");
        Assert.Contains("Link", read.GetProperty("title").GetString(), StringComparison.OrdinalIgnoreCase); // narrowed to
        Assert.Equal((survey, team), (read.GetProperty("surveyId").GetInt64(), read.GetProperty("teamId").GetInt64()));
        Assert.Contains(id, (await api.GetFromJsonAsync<JsonElement>("/api/v1/surveys/reports?open=true")).GetProperty("items").EnumerateArray().Select(r => r.GetProperty("id").GetInt64()));

        Task<byte[]> Bytes() => api.GetByteArrayAsync($"/api/v1/surveys/reports/{id}/file");
    }

    async Task<(long Survey, long Wave)> Asked()
    {
        var wave = await app.NewWave($"Sent {Guid.NewGuid():N}");
        for (var i = 0; i < 6; i++) await app.Answer(wave, "overall=4;ease=5");
        return (await app.Db<SurveysDb, long>(db => db.Waves.Where(w => w.Id == wave).Select(w => w.SurveyId).SingleAsync()), wave);
    }
}
