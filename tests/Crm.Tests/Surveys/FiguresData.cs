using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Platform.Data;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Surveys;

/// <summary>One answer to be put into the database as it would have come in.</summary>
internal sealed record Said(AnswerSheet Sheet, long? Customer = null, CustomerLevel Level = CustomerLevel.Normal, string? Industry = null, long? Team = null, int Seconds = 200, DateTimeOffset? At = null, string? Region = null);

/// <summary>A survey of its own with answers, and two waves of satisfaction answers whose drivers are known.</summary>
internal static class FiguresData
{
    public const int People = 130;

    /// <summary>Items of the satisfaction survey that the seeded answers rate.</summary>
    public static readonly string[] Items = ["response_speed", "resolution", "professionalism", "attitude", "first_time", "feature_fit", "stability", "ease", "value", "convenience", "accuracy", "proactive"];

    public static AnswerSheet Sheet(params (string Key, int Value)[] scores) => new(scores.Select(s => KeyValuePair.Create(s.Key, new[] { s.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) })));

    public static Task<(long Survey, long Wave)> Answered(this CrmApp app, string title, SurveyDefinition definition, IReadOnlyList<Said> answers) => app.Db<SurveysDb, (long, long)>(async db =>
    {
        var survey = Survey.Write(definition with { Title = LocalText.Of(title, title) }, null, app.Clock.Now);
        db.Surveys.Add(survey);
        var version = survey.Publish(null, app.Clock.Now);
        db.Versions.Add(version);
        await db.SaveChangesAsync();
        return (survey.Id, await Wave(db, survey, version, title, app.Clock.Now, answers));
    });

    /// <summary>
    /// Two waves of a copy of the satisfaction survey, answered by the same 130 people. Overall satisfaction follows "resolution"
    /// twice as much as "response_speed", and nothing else; the second wave answers "response_speed" a step better. Five of each
    /// wave clicked through. Every third is a VIP, every fourth in retail.
    /// </summary>
    public static Task<(long Survey, long First, long Second)> TwoWaves(this CrmApp app, string title) => app.Db<SurveysDb, (long, long, long)>(async db =>
    {
        var survey = Survey.Write(Templates.All[Templates.CustomerSatisfaction] with { Title = LocalText.Of(title, title) }, null, app.Clock.Now);
        db.Surveys.Add(survey);
        var version = survey.Publish(null, app.Clock.Now);
        db.Versions.Add(version);
        await db.SaveChangesAsync();
        var first = await Wave(db, survey, version, title + " spring", app.Clock.Now.AddDays(-100), [.. Sheets(0)]);
        var second = await Wave(db, survey, version, title + " autumn", app.Clock.Now.AddDays(-10), [.. Sheets(1)]);
        return (survey.Id, first, second);
    });

    public static IEnumerable<Said> Sheets(int step)
    {
        var random = new Random(11 + step);
        for (var person = 1; person <= People; person++)
        {
            var scores = Items.Select(item => (Key: item, Value: 1 + random.Next(5))).ToDictionary(x => x.Key, x => x.Value);
            // The same person thinks much the same of speed, a step better in the second wave.
            scores["response_speed"] = Math.Min(5, 1 + (person * 7 % 4) + (person % 5 == 0 ? 0 : step));
            var overall = Math.Clamp((int)Math.Round(((2 * scores["resolution"]) + scores["response_speed"]) / 3.0), 1, 5);
            var sheet = Sheet([.. scores.Select(s => (s.Key, s.Value)), ("overall", overall), ("nps", Math.Clamp((2 * overall) + random.Next(-1, 2), 0, 10))]);
            sheet["stay"] = [overall >= 4 ? "yes" : overall == 3 ? "unsure" : "no"];
            sheet["channels"] = person % 2 == 0 ? ["phone", "wechat"] : ["email"];
            yield return new(sheet, person, person % 3 == 0 ? CustomerLevel.Vip : CustomerLevel.Normal, person % 4 == 0 ? "Retail" : "Finance", Seconds: person > People - 5 ? 3 : 200);
        }
    }

    static async Task<long> Wave(SurveysDb db, Survey survey, SurveyVersion version, string title, DateTimeOffset at, IReadOnlyList<Said> answers)
    {
        var wave = Crm.Surveys.Domain.Wave.Plan(survey, title, WaveKind.PublicLink, at, null, 14, 0, null, at);
        wave.Start(version, null, null, at);
        db.Waves.Add(wave);
        await db.SaveChangesAsync();
        await db.CopyIn(answers.Select(a => Response.Finish(new Finished
        {
            SurveyId = survey.Id, VersionId = version.Id, Definition = version.Definition, WaveId = wave.Id, Answers = a.Sheet, StartedAt = a.At ?? at, At = (a.At ?? at).AddMinutes(5), Language = "en",
            Active = TimeSpan.FromSeconds(a.Seconds), Source = ResponseSource.Link, Snapshot = new Snapshot(a.Industry, null, a.Level, a.Region, null),
            Customer = a.Customer is { } id ? new CustomerFacts(id, "C" + id, "N", CustomerKind.Individual, a.Level, a.Industry, null, a.Region, null, a.Team, "en", "UTC", Admission.Admitted, null, null, null, at) : null,
        })), default);
        return wave.Id;
    }

    /// <summary>Makes the answers of a wave anonymous, as an anonymous wave stores them.</summary>
    public static Task Anonymise(this CrmApp app, long wave) => app.Db<SurveysDb>(db => db.Database.ExecuteSqlAsync($"update surveys.responses set anonymous = true, customer_id = null where wave_id = {wave}"));
}
