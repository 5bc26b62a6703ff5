using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Customers.Features.Customers;
using Crm.Platform.Events;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Texts;
using Crm.Surveys.Features.Words;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Surveys;

/// <summary>What comments speak of.</summary>
public sealed class WordsTests(CrmApp app) : IClassFixture<CrmApp>
{
    Task Sweep<T>() where T : class => app.Scope(async s =>
    {
        await ((Crm.Platform.Jobs.ISweep)ActivatorUtilities.CreateInstance<T>(s)).Run(default);
        return true;
    });

    /// <summary>A survey with a headline and a comment, and its answers; no score where it is 0.</summary>
    Task<(long Survey, List<long> Answers)> Survey(IEnumerable<(int Score, string Comment)> answers, long? customer = null, long? team = null, long? owner = null) => app.Db<SurveysDb, (long, List<long>)>(async db =>
    {
        var now = app.Clock.Now;
        var survey = Crm.Surveys.Domain.Survey.Write(new()
        {
            Title = LocalText.Of("Comments", "评论"),
            Dimensions = [new() { Key = "d", Title = LocalText.Of("All", "全部"), Items = [new() { Key = "overall", Kind = ItemKind.Rating, Headline = true, Text = LocalText.Of("Overall", "总体") }, new() { Key = "why", Kind = ItemKind.LongText, Text = LocalText.Of("Why?", "原因") }] }],
        }, null, now);
        var version = survey.Publish(null, now);
        db.AddRange(survey, version);
        await db.SaveChangesAsync();
        var facts = customer is { } id ? new CustomerFacts(id, "C000001", "", CustomerKind.Individual, CustomerLevel.Normal, null, null, null, owner, team, "en", "UTC", Admission.Admitted, null, null, null, now) : null;
        var rows = answers.Select(a =>
        {
            var sheet = new AnswerSheet { ["why"] = [a.Comment] };
            if (a.Score > 0) sheet["overall"] = [$"{a.Score}"];
            return Response.Finish(new() { SurveyId = survey.Id, VersionId = version.Id, Definition = version.Definition, Language = "en", StartedAt = now, At = now, Active = TimeSpan.FromMinutes(1), Source = ResponseSource.Import, Answers = sheet, Announce = false, Customer = facts });
        }).ToList();
        db.AddRange(rows);
        await db.SaveChangesAsync();
        // Without its only score an answer is incomplete; these are to be counted.
        await db.Responses.Where(r => r.SurveyId == survey.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Counted, true));
        return (survey.Id, rows.ConvertAll(r => r.Id));
    });

    [Fact]
    public async Task Words_are_counted_by_answers_and_those_of_low_scorers_stand_out()
    {
        var answers = Enumerable.Range(0, 30).Select(i => (1, "invoice wrong again, invoice wrong")).Concat(Enumerable.Range(0, 30).Select(i => (5, "friendly engineer, everything fine"))).Concat([(2, "发票错误，没有人回电"), (1, "发票错误"), (4, "工程师很专业")]);
        var (survey, _) = await Survey(answers);
        await Sweep<ReadComments>();
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/surveys/{survey}/results/words");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var invoice = page.Document.QuerySelectorAll("li a").First(a => a.TextContent.StartsWith("invoice", StringComparison.Ordinal));
        Assert.Contains("30 answers", invoice.TextContent, StringComparison.Ordinal);
        // The word opens exactly its answers.
        var opened = await analyst.Get(invoice.GetAttribute("href")!);
        Assert.Equal(30, opened.Document.QuerySelectorAll("#rows tbody tr").Length);
        var low = page.Document.QuerySelectorAll("li a").First(a => a.TextContent == "wrong");
        Assert.Contains("max=2", low.GetAttribute("href")!, StringComparison.Ordinal);
        Assert.Equal(30, (await analyst.Get(low.GetAttribute("href")!)).Document.QuerySelectorAll("#rows tbody tr").Length);
        var view = await app.Send(new ReadWords.Query { Survey = survey }, "analyst");
        Assert.Equal((63, 63, 32), (view.Answers, view.ScoredN, view.Low));
        Assert.Equal(["invoice", "wrong"], view.Typical.Take(2).Select(t => t.Word).Order(StringComparer.Ordinal));
        Assert.All(view.Typical.Take(2), t => Assert.True(t.P < 0.001));
        Assert.DoesNotContain(view.Words, w => w.Word is "again" or "没有");
        if (Crm.Platform.Search.WordBreaker.IsPrecise) Assert.Contains(view.LowWords, w => w is { Word: "发票", Low: 2 });

        var theme = view.Themes.Single(t => t.Words.Contains("invoice"));
        Assert.Equal((30, 1.0), (theme.N, theme.Headline!.Value));
        Assert.Contains("wrong", theme.Words);
        var of = await analyst.Get($"/responses?survey={survey}&counted=true&words={Uri.EscapeDataString(string.Join(',', theme.Words))}");
        Assert.Equal(30, of.Document.QuerySelectorAll("#rows tbody tr").Length);

        Assert.Equal(0, (await app.Send(new ReadWords.Query { Survey = survey, Wave = 999 }, "analyst")).Answers);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.As("agent")).Get($"/surveys/{survey}/results/words")).Status);
        Assert.Equal(0, (await app.Send(new ReadWords.Query { Survey = survey }, "supervisor")).Answers); // nobody's answers lie outside a department
        Assert.Equal(HttpStatusCode.NotFound, (await analyst.Get("/surveys/999999/results/words")).Status);
        using var json = await (await app.Api("analyst")).GetAsync($"/api/v1/surveys/{survey}/words?by=overall");
        Assert.Equal(63, (await json.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("answers").GetInt32());
    }

    [Fact]
    public async Task A_comment_is_read_once_and_late_ones_are_not_missed()
    {
        var (survey, answers) = await Survey([(5, "great delivery"), (1, "late delivery")]);
        await Sweep<ReadComments>();
        await Sweep<ReadComments>();
        await app.Db<SurveysDb>(async db =>
        {
            Assert.Equal(2, await db.CommentWords.CountAsync(w => w.SurveyId == survey));
            // One that became visible after those behind it were read.
            var first = answers[0];
            await db.CommentWords.Where(w => w.ResponseId == first).ExecuteDeleteAsync();
        });
        await Sweep<ReadComments>();
        Assert.Equal(["delivery", "great"], await app.Db<SurveysDb, string[]>(async db => [.. (await db.CommentWords.SingleAsync(w => w.ResponseId == answers[0])).Words.Order(StringComparer.Ordinal)]));
    }

    [Fact]
    public async Task Names_stay_hidden_until_somebody_who_may_says_why()
    {
        var customer = await app.Send(new RegisterCustomer.Command { Name = "Rumpelstilzchen" }, "admin");
        var (survey, answers) = await Survey([(1, "Rumpelstilzchen here, call 13812345678, order PO-20981")], customer);
        await Sweep<ReadComments>();
        Assert.DoesNotContain("rumpelstilzchen", (await app.Db<SurveysDb, CommentWords>(db => db.CommentWords.SingleAsync(w => w.SurveyId == survey))).Words);
        var analyst = await app.As("analyst");
        var page = await analyst.Get($"/responses/{answers[0]}");
        Assert.DoesNotContain("13812345678", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("PO-20981", page.Html, StringComparison.Ordinal);
        Assert.Contains("*** here", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.Get($"/responses/{answers[0]}/original")).Status);

        var admin = await app.As("admin");
        var form = await admin.Get($"/responses/{answers[0]}/original");
        Assert.DoesNotContain("13812345678", form.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Submit(form, $"/responses/{answers[0]}/original", ("Form.Reason", ""))).Status);
        var shown = await admin.Submit(form, $"/responses/{answers[0]}/original", ("Form.Reason", "Police request"));
        Assert.Contains("13812345678", shown.Html, StringComparison.Ordinal);
        Assert.True(await app.Db<SurveysDb, bool>(db => db.Audit.AnyAsync(a => a.Action == "RevealComments" && a.EntityId == answers[0])));

        // Who is forgotten leaves no words behind.
        await app.Scope(async s =>
        {
            var db = s.GetRequiredService<SurveysDb>();
            await ActivatorUtilities.CreateInstance<Crm.Surveys.Features.WhenCustomerErased>(s, db).Handle(new CustomerErased(customer, app.Clock.Now), default);
            await db.SaveChangesAsync();
            return true;
        });
        Assert.False(await app.Db<SurveysDb, bool>(db => db.CommentWords.AnyAsync(w => w.SurveyId == survey)));
    }

    [Fact]
    public async Task Tone_is_guessed_for_comments_without_a_score_once_enough_have_one()
    {
        string[] good = ["quick friendly helpful", "非常专业 态度很好", "solved at once thanks"], bad = ["slow rude nobody answered", "一直没人回复 很失望", "broken again terrible"];
        var (few, _) = await Survey([.. Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? (5, good[i % 3]) : (1, bad[i % 3])), (0, "helpful and friendly")]);
        await Sweep<LearnSentiment>();
        var silent = await app.Send(new ReadWords.Query { Survey = few }, "analyst");
        Assert.Null(silent.Learned.Model);
        Assert.Contains("Silent", (await (await app.As("analyst")).Get($"/surveys/{few}/results/words")).Html, StringComparison.Ordinal);

        var (survey, answers) = await Survey([.. Enumerable.Range(0, 240).Select(i => i % 3 != 0 ? (5, good[i % 3]) : (1, bad[i / 3 % 3])), (0, "friendly and quick, solved"), (0, "nobody answered, terrible")]);
        await Sweep<ReadComments>();
        await Sweep<LearnSentiment>();
        var view = await app.Send(new ReadWords.Query { Survey = survey }, "analyst");
        Assert.True(view.Learned.Model is { N: >= 240, Helps: true });
        Assert.Equal((1, 1), (view.Tones.Guessed[Tone.Positive], view.Tones.Guessed[Tone.Negative]));
        Assert.Equal((80, 160), (view.Tones.Scored[Tone.Negative], view.Tones.Scored[Tone.Positive]));
        var analyst = await app.As("analyst");
        var opened = await analyst.Get($"/responses?survey={survey}&tone=Negative");
        Assert.Single(opened.Document.QuerySelectorAll("#rows tbody tr"));
        Assert.Contains($"/responses/{answers[^1]}", opened.Html, StringComparison.Ordinal);
        Assert.Contains("cross-validation", (await analyst.Get($"/surveys/{survey}/results/words")).Html, StringComparison.Ordinal);
    }

    /// <summary>A survey that asks for two comments; no score where it is 0.</summary>
    async Task<(long Survey, List<long> Answers)> Twice(string title, params (int Score, string? Advice, string? Other)[] answers)
    {
        var (survey, _) = await app.Answered(title, new()
        {
            Dimensions = [new() { Key = "d", Title = LocalText.Of("All", "全部"), Items = [new() { Key = "overall", Kind = ItemKind.Rating, Headline = true, Text = LocalText.Of("Overall", "总体") }, new() { Key = "advice", Kind = ItemKind.LongText, Text = LocalText.Of("Advice?", "建议") }, new() { Key = "other", Kind = ItemKind.LongText, Text = LocalText.Of("Else?", "其他") }] }],
        }, [.. answers.Select(a =>
        {
            var sheet = new AnswerSheet();
            if (a.Score > 0) sheet["overall"] = [$"{a.Score}"];
            if (a.Advice is not null) sheet["advice"] = [a.Advice];
            if (a.Other is not null) sheet["other"] = [a.Other];
            return new Said(sheet);
        })]);
        await app.Db<SurveysDb>(db => db.Responses.Where(r => r.SurveyId == survey).ExecuteUpdateAsync(s => s.SetProperty(r => r.Counted, true)));
        return (survey, await app.Db<SurveysDb, List<long>>(db => db.Responses.Where(r => r.SurveyId == survey).OrderBy(r => r.Id).Select(r => r.Id).ToListAsync()));
    }

    [Fact]
    public async Task An_answer_of_several_comments_has_one_tone_that_of_the_question_chosen_and_its_count_opens_it()
    {
        var (survey, answers) = await Twice("Tones", (0, "a", "b"), (0, "a", null), (0, "a", "b"), (0, null, "b"));
        (int Answer, string Item, Tone Tone)[] guessed = [(0, "advice", Tone.Negative), (0, "other", Tone.Positive), (1, "advice", Tone.Positive), (2, "advice", Tone.Unclear), (2, "other", Tone.Positive), (3, "other", Tone.Unclear)];
        await app.Db<SurveysDb>(async db =>
        {
            db.CommentWords.AddRange(guessed.Select(g => new CommentWords { ResponseId = answers[g.Answer], Item = g.Item, SurveyId = survey, Words = [], Tone = g.Tone }));
            await db.SaveChangesAsync();
        });
        var analyst = await app.As("analyst");
        foreach (var (text, counts) in new (string?, int[])[] { (null, [1, 2, 1]), ("advice", [1, 1, 1]), ("other", [0, 2, 1]) })
        {
            var tones = (await app.Send(new ReadWords.Query { Survey = survey, Text = text }, "analyst")).Tones.Guessed;
            foreach (var (tone, n) in new[] { Tone.Negative, Tone.Positive, Tone.Unclear }.Zip(counts))
                Assert.Equal((text, tone, n, n), (text, tone, (int)tones[tone], (await analyst.Get($"/responses?survey={survey}&counted=true&comment=true&text={text}&tone={tone}")).Document.QuerySelectorAll("#rows tbody tr").Length));
        }
    }

    [Fact]
    public async Task Words_of_low_scorers_open_answers_that_have_them_in_the_question_chosen()
    {
        var (survey, _) = await Twice("Low words", (1, "invoice", "fine"), (1, "fine", "invoice"), (5, "invoice", "fine"));
        await Sweep<ReadComments>();
        var analyst = await app.As("analyst");
        var low = (await analyst.Get($"/surveys/{survey}/results/words?text=advice")).Document.QuerySelectorAll("li a").Single(a => a.TextContent == "invoice");
        Assert.EndsWith("1", low.ParentElement!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Single((await analyst.Get(low.GetAttribute("href")!)).Document.QuerySelectorAll("#rows tbody tr"));
        Assert.Single((await (await app.Api("analyst")).GetFromJsonAsync<JsonElement>($"/api/v1/responses?survey={survey}&text=advice&word=invoice&item=overall&min=0&max=2")).GetProperty("items").EnumerateArray());
    }
}
