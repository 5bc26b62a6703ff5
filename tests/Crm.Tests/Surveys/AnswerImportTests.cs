using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Customers.Features.Customers;
using Crm.Platform.Events;
using Crm.Platform.Files.Tables;
using Crm.Platform.Jobs;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.AnswerImports;
using Crm.Surveys.Features.Results;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>Answers that were given elsewhere.</summary>
public sealed class AnswerImportTests(CrmApp app) : IClassFixture<CrmApp>
{
    static AnswerImportTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    async Task Jobs()
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
        Assert.Equal("", string.Join('\n', await app.Db<SurveysDb, List<string?>>(db => db.Jobs.Where(j => j.Error != null).Select(j => j.Error).ToListAsync())));
    }

    static async Task<Answer> Upload(Browser browser, byte[] content, string name, string kind = "Answers", string into = "")
    {
        var page = await browser.Get("/surveys/import");
        var form = new MultipartFormDataContent { { new StringContent(page.ValueOf("__RequestVerificationToken")), "__RequestVerificationToken" }, { new StringContent(kind), "Form.Kind" }, { new StringContent(into), "Form.Into" } };
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "Form.File", name);
        return await browser.Send(new HttpRequestMessage(HttpMethod.Post, "/surveys/import") { Content = form });
    }

    static long IdOf(Answer answer) => long.Parse(answer.Location!.OriginalString.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Through use cases: upload, the guess with changes, dry run, import.</summary>
    async Task<AnswerImport> Import(byte[] content, string name, AnswerImportKind kind = AnswerImportKind.Answers, string? into = null, Func<CheckAnswerImport.Command, CheckAnswerImport.Command>? change = null)
    {
        var id = await app.Send(new StartAnswerImport.Command { Kind = kind, FileName = name, Into = into, Content = new MemoryStream(content) }, "analyst");
        var guess = (await app.Send(new CheckAnswerImport.Query(id), "analyst")).Form;
        await app.Send(change?.Invoke(guess) ?? guess, "analyst");
        await Jobs();
        await app.Send(new RunAnswerImport.Command(id), "analyst");
        await Jobs();
        return await app.Db<SurveysDb, AnswerImport>(db => db.AnswerImports.AsNoTracking().SingleAsync(i => i.Id == id));
    }

    Task<List<AnswerImportRow>> Rows(long id) => app.Db<SurveysDb, List<AnswerImportRow>>(db => db.AnswerImportRows.Where(r => r.ImportId == id).OrderBy(r => r.Line).ToListAsync());

    Task<List<Response>> Answers(long import) => app.Db<SurveysDb, List<Response>>(db => db.Responses.AsNoTracking().Where(r => r.ImportId == import).OrderBy(r => r.Id).ToListAsync());

    /// <summary>Answers that other modules hear of, with their source.</summary>
    Task<List<string>> Told() => app.Db<SurveysDb, List<string>>(db => db.Database.SqlQueryRaw<string>("select (payload ->> 'responseId') || ' ' || lower(payload ->> 'source') as \"Value\" from surveys.outbox where type like '%ResponseFinished%'").ToListAsync());

    Task<long> SurveyOf(string template) => app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == template).Select(s => s.Id).SingleAsync());

    const string Chinese = "提交时间,手机号,您对我们本次的处理满意吗？,您的问题解决了吗？,您希望我们改进什么？\r\n2025-05-01 10:00,16677770001,非常满意,已完全解决,张经理很专业\r\n2025-05-02 11:30,16677770002,2,没有解决,\"等太久，没人回电\"\r\n2025/5/3,,不满意,解决不了,\r\n2025/5/4,,12,,\r\n坏日期,,3,,\r\n2025-05-02 11:30,16677770002,2,没有解决,\"等太久，没人回电\"\r\n";

    [Fact]
    public async Task A_GB18030_file_finds_its_questions_and_customers_and_gives_back_what_it_cannot_read()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = "任我行", Industry = "Manufacturing", Phones = [new() { Value = "16677770002" }] }, "admin");
        var survey = await SurveyOf(Templates.AfterTicket);
        var analyst = await app.As("analyst");
        var mapped = await Upload(analyst, Encoding.GetEncoding("GB18030").GetBytes(Chinese), "答卷.csv", into: $"{survey}");
        Assert.Equal(HttpStatusCode.Found, mapped.Status);
        var id = IdOf(mapped);
        var page = await analyst.Get($"/surveys/imports/{id}/map");
        Assert.Equal(["date", "phone", "item:overall", "item:solved", "item:comment"], Enumerable.Range(0, 5).Select(i => page.ValueOf($"Form.Columns[{i}].Target")));
        Assert.DoesNotContain("16677770002", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Submit(page, $"/surveys/imports/{id}/map", ("Form.Columns[1].Target", "date"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await analyst.Submit(page, $"/surveys/imports/{id}/map", ("Form.Columns[2].From", "5"), ("Form.Columns[2].To", "5"))).Status);
        Assert.Equal(HttpStatusCode.Found, (await analyst.Submit(page, $"/surveys/imports/{id}/map")).Status);
        await Jobs();
        Assert.Equal([AnswerRowState.ToCreate, AnswerRowState.ToCreate, AnswerRowState.Wrong, AnswerRowState.Wrong, AnswerRowState.Wrong, AnswerRowState.ToCreate], (await Rows(id)).Select(r => r.State));
        Assert.Equal(0, await app.Db<SurveysDb, int>(db => db.Responses.CountAsync(r => r.ImportId == id)));
        var check = await analyst.Get($"/surveys/imports/{id}");
        Assert.Contains("解决不了", check.Html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Found, (await analyst.Submit(check, $"/surveys/imports/{id}/run")).Status);
        Assert.Equal(HttpStatusCode.Found, (await analyst.Post($"/surveys/imports/{id}/run")).Status); // a double click
        await Jobs();
        var answers = await Answers(id);
        Assert.Equal([5, 2, 2], answers.Select(a => a.Headline!.Value));
        Assert.Equal([null, customer, customer], answers.Select(a => a.CustomerId));
        Assert.Equal("Manufacturing", answers[1].Industry);
        Assert.All(answers, a => Assert.Equal((ResponseSource.Import, false), (a.Source, a.Flags.Contains(Flag.TooFast))));
        Assert.Equal("Duplicate", string.Join(' ', answers[2].Flags)); // the same person again
        // Nobody is called back for what was said long ago, unless that is wanted.
        var told = await Told();
        Assert.All(answers, a => Assert.DoesNotContain($"{a.Id} import", told));
        Assert.All((await Rows(id)).Where(r => r.State == AnswerRowState.Created), r => Assert.Empty(r.Cells));

        var failed = await analyst.Get($"/surveys/imports/{id}/failed");
        Assert.Contains("坏日期", failed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("张经理", failed.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As("admin")).Get($"/surveys/imports/{id}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get("/surveys/import")).Status);

        // The same file again changes nothing.
        var again = await Import(Encoding.GetEncoding("GB18030").GetBytes(Chinese), "again.csv");
        Assert.Equal(survey, again.Settings.SurveyId);
        Assert.Empty(await Answers(again.Id));
        Assert.Equal(3, (await Rows(again.Id)).Count(r => r is { State: AnswerRowState.Duplicate, Reason: "surveys.import.wrong.recorded" }));
    }

    [Fact]
    public async Task The_list_of_rows_shows_days_and_hides_numbers_to_call()
    {
        var analyst = await app.As("analyst");
        var id = IdOf(await Upload(analyst, Encoding.UTF8.GetBytes("Answered,Again,Rating,Remark\r\n2026-02-03,2026-02-04 10:15:00,5,call 139 1234 5678 or 20260203\r\n2026-02-05,2026-02-06T08:00:00+08:00,2,fine\r\n"), "days.csv"));
        foreach (var url in new[] { $"/surveys/imports/{id}/map", $"/surveys/imports/{id}" })
        {
            var text = (await analyst.Get(url)).Html;
            if (url.EndsWith("map", StringComparison.Ordinal)) await app.Send((await app.Send(new CheckAnswerImport.Query(id), "analyst")).Form with { Title = "Days" }, "analyst");
            await Jobs();
            Assert.Contains("2026-02-03", text);
            Assert.Contains("2026-02-04 10:15:00", text);
            Assert.Contains("2026-02-06T08:00:00", text);
            Assert.DoesNotContain("1234 5678", text);
            Assert.DoesNotContain("20260203", text);
        }
    }

    [Fact]
    public async Task Low_scores_of_the_last_days_open_call_backs_only_when_wanted()
    {
        await app.Send(new RegisterCustomer.Command { Name = "Caller", Emails = [new() { Value = "caller@import.test" }] }, "admin");
        var now = app.Clock.Now;
        var text = $"Date,E-mail,Overall rating,Comment\n{now.AddDays(-2):yyyy-MM-dd},caller@import.test,1,Bad\n{now.AddDays(-40):yyyy-MM-dd},caller@import.test,1,Long ago\n{now.AddDays(-2):yyyy-MM-dd},nobody@import.test,1,Stranger\n";
        var import = await Import(Encoding.UTF8.GetBytes(text), "recent.csv", AnswerImportKind.Notes, change: c => c with { FollowUpDays = 7, Columns = [.. c.Columns.Select((x, i) => i == 2 ? x with { Target = "new:headline", From = 1, To = 5 } : x)] });
        var answers = await Answers(import.Id);
        Assert.Equal(3, answers.Count);
        var told = await Told();
        Assert.Contains($"{answers[0].Id} import", told);
        Assert.DoesNotContain($"{answers[1].Id} import", told);
        Assert.Null(answers[2].CustomerId);

        var strict = await Import(Encoding.UTF8.GetBytes(text.Replace("Comment", "Remark", StringComparison.Ordinal)), "strict.csv", AnswerImportKind.Notes, change: c => c with { KnownOnly = true });
        Assert.Equal("surveys.import.wrong.customer", (await Rows(strict.Id))[2].Reason);
    }

    [Fact]
    public async Task Online_reviews_become_a_survey_of_their_own_with_source_and_link()
    {
        const string text = "平台,评论时间,评分,评论内容,链接\n大众点评,2025年4月1日,★★★★★,服务很好,https://example.com/1\n大众点评,2025年4月2日,★★☆☆☆,排队太久,javascript:alert(1)\n美团,2025年4月3日,★☆☆☆☆,排队太久，再也不来,https://example.com/3\n";
        var import = await Import(Encoding.UTF8.GetBytes(text), "点评.csv", AnswerImportKind.Reviews);
        var answers = await Answers(import.Id);
        Assert.Equal([("大众点评", 5), ("美团", 1)], answers.Select(a => (a.Origin!, a.Headline!.Value)));
        Assert.Equal("https://example.com/1", answers[0].OriginUrl);
        Assert.Equal("surveys.import.wrong.link", (await Rows(import.Id))[1].Reason);
        var wave = await app.Db<SurveysDb, Wave>(db => db.Waves.SingleAsync(w => w.Id == import.WaveId));
        Assert.Equal((WaveKind.Import, WaveState.Closed), (wave.Kind, wave.State));
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/responses/{answers[0].Id}");
        Assert.Contains("https://example.com/1", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get($"/surveys/{import.SurveyId}/results")).Status);
        Assert.DoesNotContain("/reopen", (await analyst.Get($"/waves/{wave.Id}")).Html, StringComparison.Ordinal);
        Assert.Throws<Crm.Platform.UseCases.RuleException>(() => wave.Reopen(null, app.Clock.Now));
    }

    [Fact]
    public async Task Choices_and_scales_follow_the_columns_and_a_program_can_do_it_too()
    {
        var api = await app.Api("analyst");
        var lines = string.Join('\n', Enumerable.Range(0, 12).Select(i => $"{i},{(i % 10) + 1},{(i % 2 == 0 ? "North" : "South")},\"note {i}, with words\""));
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes("Response ID,Quality 1-10,Shop,Remarks\n" + lines));
        body.Headers.ContentType = new("application/octet-stream");
        using var made = await api.PostAsync("/api/v1/answer-imports?kind=answers&fileName=shops.csv&into=new", body);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var view = await made.Content.ReadFromJsonAsync<JsonElement>();
        var form = view.GetProperty("form");
        var id = form.GetProperty("id").GetInt64();
        Assert.Equal(["id", "new:rating", "new:single", "new:text"], form.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("target").GetString()));
        using var mapping = await api.PutAsJsonAsync($"/api/v1/answer-imports/{id}/mapping", form);
        Assert.True(mapping.IsSuccessStatusCode, await mapping.Content.ReadAsStringAsync());
        await Jobs();
        using var run = await api.PostAsync($"/api/v1/answer-imports/{id}/run", null);
        Assert.True(run.IsSuccessStatusCode);
        await Jobs();
        var import = await app.Db<SurveysDb, AnswerImport>(db => db.AnswerImports.AsNoTracking().SingleAsync(i => i.Id == id));
        var answers = await Answers(id);
        Assert.Equal(12, answers.Count);
        // 1..10 onto 1..5: 1 + 4 (v - 1) / 9, rounded.
        Assert.Equal(["1", "1", "2", "2", "3", "3", "4", "4", "5", "5", "1", "1"], answers.Select(a => a.Answers.One("c2")));
        var definition = await app.Db<SurveysDb, SurveyDefinition>(async db => (await db.Versions.SingleAsync(v => v.Id == import.VersionId)).Definition);
        Assert.Equal(["North", "South"], definition.Find("c3")!.Options.Select(o => o.Text.En));
        Assert.Equal("id::0", answers[0].ImportKey);
    }

    [Fact]
    public async Task Bad_files_are_refused_beside_the_field()
    {
        var analyst = await app.As("analyst");
        var empty = await Upload(analyst, [], "empty.csv");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.Status);
        var picture = await Upload(analyst, [0x89, 0x50, 0x4E, 0x47, 1, 2, 3, 4], "x.csv");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, picture.Status);
        Assert.Contains("neither a text file", picture.ErrorOf("Form.File"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get("/surveys/imports/99999/map")).Status);
    }

    /// <summary>CRAN package NPS: 462 promoters, 176 passives, 362 detractors.</summary>
    [Fact]
    public async Task A_thousand_real_recommendations_give_the_known_NPS()
    {
        if (RealFiles.Find("nps-1000-answers.csv") is not { } path) return;
        var import = await Import(await File.ReadAllBytesAsync(path), "nps.csv");
        var results = await app.Send(new ReadResults.Query { Wave = import.WaveId }, "analyst");
        Assert.Equal(1000, results.All.Responses);
        var nps = results.All.Nps!;
        Assert.Equal((462, 176, 362), (nps.Promoters, nps.Passives, nps.Detractors));
        Assert.Equal(10.0, nps.Score!.Value, 6);
        Assert.Equal((4.41, 15.59), (Math.Round(nps.Wald!.Low, 2), Math.Round(nps.Wald.High, 2)));
        Assert.Equal((4.39, 15.55), (Math.Round(nps.AdjustedWald!.Low, 2), Math.Round(nps.AdjustedWald.High, 2)));
        Assert.Equal("NAM", (await Answers(import.Id))[0].Region);
    }

    /// <summary>A conference's questionnaire as its form exported it: NPS -35.9 of 39, 8 promoters, 22 detractors.</summary>
    [Fact]
    public async Task A_real_conference_questionnaire_gives_its_known_NPS()
    {
        if (RealFiles.Find("conference-survey-39-answers.csv") is not { } path) return;
        var import = await Import(await File.ReadAllBytesAsync(path), "conference.csv", change: c => c with { Dates = DateOrder.MonthFirst });
        var nps = (await app.Send(new ReadResults.Query { Wave = import.WaveId }, "analyst")).All.Nps!;
        Assert.Equal((8, 22, 39), (nps.Promoters, nps.Detractors, nps.N));
        Assert.Equal(-35.9, Math.Round(nps.Score!.Value, 1));
        Assert.Equal(new DateTime(2019, 11, 1), (await Answers(import.Id))[0].FinishedAt.UtcDateTime.Date, TimeSpan.FromDays(1));
    }
}
