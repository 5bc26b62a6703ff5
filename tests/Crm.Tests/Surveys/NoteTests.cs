using System.Net;
using System.Net.Http.Json;
using Crm.Contracts.Surveys;
using Crm.Customers.Features.Customers;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys;

/// <summary>Notes of interviews and focus groups that are typed, one by one.</summary>
public sealed class NoteTests(CrmApp app) : IClassFixture<CrmApp>
{
    const string Url = "/surveys/import/note";

    static long ResponseOf(Answer answer) => long.Parse(answer.Location!.OriginalString.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);

    Task<Response> Answer(long id) => app.Db<SurveysDb, Response>(db => db.Responses.AsNoTracking().SingleAsync(r => r.Id == id));

    [Fact]
    public async Task A_typed_note_becomes_what_the_row_of_a_file_becomes()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = "Jean Valjean", Industry = "Manufacturing" }, "admin");
        var analyst = await app.As("analyst");
        Assert.Contains($"href=\"{Url}\"", (await analyst.Get("/surveys/import")).Html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Url}\"", (await analyst.Get("/surveys")).Html, StringComparison.Ordinal);
        var form = await analyst.Get(Url);
        (string, string?)[] typed = [("Form.Kind", "FocusGroup"), ("Form.Date", "2026-01-15"), ("Form.Customer", $"{customer}"), ("Form.People", "8"), ("Form.Into", ""), ("Form.Topic", "Price of the new line"), ("Form.Note", "Jean Valjean finds the price too high,\ndelivery is fine.")];
        var saved = await analyst.Submit(form, Url, typed);
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        var answer = await Answer(ResponseOf(saved));
        Assert.Equal((ResponseSource.Import, customer, "Manufacturing", "Focus group, 8 people"), (answer.Source, answer.CustomerId!.Value, answer.Industry, answer.Origin));
        Assert.True(answer is { Counted: true, HasComment: true, EnteredById: not null });
        Assert.Empty(answer.Flags);
        Assert.Equal("Jean Valjean finds the price too high,\ndelivery is fine.", answer.Texts["note"].Single().ReplaceLineEndings("\n"));
        var import = await app.Db<SurveysDb, AnswerImport>(db => db.AnswerImports.AsNoTracking().SingleAsync(i => i.Id == answer.ImportId));
        Assert.Equal((AnswerImportKind.Notes, AnswerImportState.Done, 1), (import.Kind, import.State, import.Rows));
        Assert.Equal((WaveKind.Import, WaveState.Closed), await app.Db<SurveysDb, (WaveKind, WaveState)>(async db => (await db.Waves.Where(w => w.Id == answer.WaveId).Select(w => new { w.Kind, w.State }).ToListAsync()).Select(w => (w.Kind, w.State)).Single()));
        var row = await app.Db<SurveysDb, AnswerImportRow>(db => db.AnswerImportRows.AsNoTracking().SingleAsync(r => r.ImportId == import.Id));
        Assert.Equal((AnswerRowState.Created, answer.Id, 0), (row.State, row.ResponseId!.Value, row.Cells.Length));
        Assert.True(await app.Db<SurveysDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "ImportAnswers" && a.EntityId == import.Id)));
        Assert.Contains("Focus group 2026-01-15", (await analyst.Get("/surveys/import")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await analyst.Get($"/surveys/imports/{import.Id}")).Status);
        Assert.DoesNotContain("Valjean finds", (await analyst.Get($"/responses/{answer.Id}")).Html, StringComparison.Ordinal);

        // The same form twice is one note.
        Assert.Equal(saved.Location, (await analyst.Submit(form, Url, typed)).Location);
        Assert.Equal(1, await app.Db<SurveysDb, int>(db => db.Responses.CountAsync(r => r.SurveyId == answer.SurveyId)));

        // The next one finds the topic, and joins its wave.
        var next = await analyst.Get(Url);
        Assert.Equal($"{answer.SurveyId}:note", next.ValueOf("Form.Into"));
        var second = await Answer(ResponseOf(await analyst.Submit(next, Url, ("Form.Kind", "Interview"), ("Form.Note", "Fine."))));
        Assert.Equal((answer.SurveyId, answer.WaveId, null, "Interview"), (second.SurveyId, second.WaveId, second.CustomerId, second.Origin));
    }

    [Fact]
    public async Task A_note_may_stand_among_the_answers_of_a_survey()
    {
        var survey = await app.Db<SurveysDb, long>(db => db.Surveys.Where(s => s.Template == Templates.AfterTicket).Select(s => s.Id).SingleAsync());
        var api = await app.Api("analyst");
        using var made = await api.PostAsJsonAsync("/api/v1/answer-imports/notes", new { kind = "interview", date = "2026-02-01", into = $"{survey}:comment", note = "等太久" });
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var answer = await app.Db<SurveysDb, Response>(db => db.Responses.AsNoTracking().SingleAsync(r => r.SurveyId == survey));
        // The other questions were not asked, so nothing is incomplete.
        Assert.Equal(("等太久", true, "zh-CN"), (answer.Texts["comment"].Single(), answer.Counted, answer.Language));
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost()
    {
        var analyst = await app.As("analyst");
        var form = await analyst.Get(Url);
        var bad = await analyst.Submit(form, Url, ("Form.Kind", "Interview"), ("Form.Date", "2999-01-01"), ("Form.People", "0"), ("Form.Note", "A long talk"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.NotEmpty(bad.ErrorOf("Form.People"));
        Assert.NotEmpty(bad.ErrorOf("Form.Topic"));
        Assert.Equal("A long talk", bad.ValueOf("Form.Note"));
        Assert.Equal(form.ValueOf("Form.Key"), bad.ValueOf("Form.Key"));
        var late = await analyst.Submit(bad, Url, ("Form.People", ""), ("Form.Topic", "Talks"));
        Assert.Contains("in the future", late.ErrorOf("Form.Date"), StringComparison.Ordinal);
        var stranger = await analyst.Submit(late, Url, ("Form.Date", "2026-01-01"), ("Form.Customer", "999999"));
        Assert.NotEmpty(stranger.ErrorOf("Form.Customer"));
        var nowhere = await analyst.Submit(stranger, Url, ("Form.Customer", ""), ("Form.Into", "1:nothing"));
        Assert.NotEmpty(nowhere.ErrorOf("Form.Into"));
        Assert.Equal("A long talk", nowhere.ValueOf("Form.Note"));
        Assert.Equal(0, await app.Db<SurveysDb, int>(db => db.AnswerImports.CountAsync(i => i.FileName.StartsWith("Interview 2999"))));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get(Url)).Status);
        Assert.Contains("录入访谈记录", (await (await app.As("analyst", "zh-CN")).Get(Url)).Html, StringComparison.Ordinal);
    }
}
