using Crm.Contracts.Customers;
using Crm.Contracts.Surveys;
using Crm.Platform.Data;
using Crm.Platform.Demo;
using Crm.Platform.Time;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;

namespace Crm.Surveys.Features.Demo;

/// <summary>What makes the results worth reading: opinions in which some things matter more than others, marks, and a survey of expectations and effort.</summary>
internal static class DemoFigures
{
    /// <summary>Items of the satisfaction survey: the dimension they belong to, how well they stand, and how much of overall satisfaction hangs on them.</summary>
    static readonly (string Item, int Dimension, double Offset, double Weight)[] Items =
    [
        ("response_speed", 0, -0.35, 0.22), ("resolution", 0, -0.1, 0.30), ("professionalism", 0, 0.35, 0.06), ("attitude", 0, 0.5, 0.03), ("first_time", 0, -0.15, 0.16),
        ("feature_fit", 1, 0.1, 0.12), ("stability", 1, 0.2, 0.20), ("ease", 1, 0.05, 0.05), ("value", 1, -0.3, 0.08),
        ("convenience", 2, 0.15, 0.04), ("accuracy", 2, 0.1, 0.09), ("proactive", 2, -0.65, 0.14),
    ];

    public static IEnumerable<string> Rated => Items.Select(i => i.Item);

    /// <summary>Scores of the twelve rated items and the overall satisfaction that follows from them, of somebody in this mood: each dimension has a mood of its own within it.</summary>
    public static AnswerSheet Opinion(Func<double> gauss, Func<double> chance, double mood, bool improved)
    {
        double[] dimensions = [gauss() * 0.45, gauss() * 0.45, gauss() * 0.45];
        var sheet = new AnswerSheet();
        var overall = mood + 0.05;
        foreach (var (item, dimension, offset, weight) in Items)
        {
            var score = Math.Clamp((int)Math.Round(mood + offset + dimensions[dimension] + (improved && item == "response_speed" ? 0.45 : 0) + (gauss() * 0.55)), 1, 5);
            overall += weight * (score - mood - offset);
            // Some leave a question out.
            if (chance() > 0.015) sheet[item] = [$"{score}"];
        }
        sheet["overall"] = [$"{Math.Clamp((int)Math.Round(overall + (gauss() * 0.25)), 1, 5)}"];
        return sheet;
    }

    /// <summary>Marks for the satisfaction survey, and a closed wave of a survey that asks what people expected and how easy it was.</summary>
    public static async Task Load(SurveysDb db, DemoWorld world, Survey satisfaction, IReadOnlyList<CustomerFacts> customers, InstallationZone zone, CancellationToken ct)
    {
        var random = DemoWorld.Random("figures");
        double Gauss() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var at = world.Now.AddDays(-60);
        foreach (var (figure, target) in new[] { (Benchmark.Index, 75.0), (Benchmark.Csat, 80), (Benchmark.Nps, 30), ("response_speed", 70), ("proactive", 65) })
            db.Benchmarks.Add(Benchmark.Set(satisfaction.Id, figure, target, null, at));
        var survey = Survey.Write(Expectations, null, at.AddDays(-5));
        var version = survey.Publish(null, at.AddDays(-4));
        db.Surveys.Add(survey);
        db.Versions.Add(version);
        await db.SaveChangesAsync(ct);
        var wave = Wave.Plan(survey, "服务期望调查 / Service expectations", WaveKind.PublicLink, at, at.AddDays(21), 30, 30, null, at);
        wave.Start(version, null, null, at);
        wave.Close(null, at.AddDays(21));
        db.Waves.Add(wave);
        await db.SaveChangesAsync(ct);
        await db.CopyIn(customers.OrderBy(c => c.Id * 7919 % 10007).Take(160).Select(customer =>
        {
            var mood = Gauss() * 0.5;
            var sheet = new AnswerSheet();
            foreach (var (item, expected, perceived) in new[] { ("reliable", 4.6, 4.1), ("responsive", 4.4, 3.4), ("assured", 4.0, 4.3), ("caring", 3.8, 3.6), ("equipped", 3.5, 4.0) })
                sheet[item] = [$"{Step(expected + (Gauss() * 0.5), 5)}", $"{Step(perceived + mood + (Gauss() * 0.6), 5)}"];
            sheet["effort"] = [$"{Step(5.1 + mood + (Gauss() * 1.1), 7)}"];
            sheet["overall"] = [$"{Step(3.9 + mood + (Gauss() * 0.5), 5)}"];
            var when = at.AddHours(1 + (random.NextDouble() * 24 * 18));
            return Response.Finish(new Finished
            {
                SurveyId = survey.Id, VersionId = version.Id, Definition = version.Definition, WaveId = wave.Id, Customer = customer, Snapshot = Snapshot.Of(customer, zone.DayOf(when)),
                Answers = sheet, At = when, StartedAt = when.AddSeconds(-90), Active = TimeSpan.FromSeconds(40 + random.Next(120)), Language = customer.Language, Source = ResponseSource.Link,
            });
        }), ct);
    }

    static int Step(double value, int most) => Math.Clamp((int)Math.Round(value), 1, most);

    /// <summary>Five statements, one for each quality of SERVQUAL (Parasuraman, Zeithaml, Berry 1988), in our own words.</summary>
    static SurveyDefinition Expectations { get; } = new()
    {
        Title = LocalText.Of("What you expect of us", "您对我们服务的期望"),
        Intro = LocalText.Of("For each point please tell us what you expect of a good supplier, and what you find with us.", "请就每一点告诉我们：您对优秀供应商的期望，以及您在我们这里的实际感受。"),
        End = LocalText.Of("Thank you. We begin where the gap is widest.", "感谢您的参与。我们会从差距最大的地方开始改进。"),
        Dimensions =
        [
            new Dimension
            {
                Key = "expectations", Title = LocalText.Of("Expected and found", "期望与感受"), InIndex = false,
                Items =
                [
                    Gap("reliable", "Promises are kept, and on time", "说到做到，按时兑现"), Gap("responsive", "Questions are answered promptly", "问题得到及时回应"),
                    Gap("assured", "Staff know what they talk about", "人员专业、可信赖"), Gap("caring", "My situation is understood", "理解我的具体情况"), Gap("equipped", "Tools and documents are up to date", "工具和资料齐全、更新及时"),
                ],
            },
            new Dimension
            {
                Key = "whole", Title = LocalText.Of("All in all", "总体评价"), InIndex = false,
                Items =
                [
                    new Item { Key = "effort", Kind = ItemKind.Ces, Text = LocalText.Of("How easy was it to get your last request done?", "您上一次办理事项有多容易？"), Low = LocalText.Of("Very difficult", "非常困难"), High = LocalText.Of("Very easy", "非常容易") },
                    new Item { Key = "overall", Kind = ItemKind.Rating, Headline = true, Required = true, Text = LocalText.Of("How satisfied are you with us overall?", "您对我们的总体满意度如何？"), Low = LocalText.Of("Very dissatisfied", "非常不满意"), High = LocalText.Of("Very satisfied", "非常满意") },
                ],
            },
        ],
    };

    static Item Gap(string key, string en, string zh) => new() { Key = key, Kind = ItemKind.Gap, Text = LocalText.Of(en, zh) };
}
