using Crm.Contracts.Surveys;
using Crm.Platform.Data;
using Crm.Platform.Demo;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Words;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Demo;

/// <summary>Sixty online reviews, some without stars, as an import brings them; and all comments of the demo read, with what their scores teach.</summary>
internal static class DemoReviews
{
    static readonly (string En, string Zh, int Stars)[] Said =
    [
        ("Great service, the engineer was friendly and quick.", "服务周到，工程师又快又友好。", 5), ("Good value, delivery on the promised day.", "性价比高，交付准时。", 4), ("Reliable product, we bought a second one.", "产品稳定可靠，又买了一台。", 5),
        ("Fine so far, the manual could be better.", "目前还可以，说明书有待改进。", 3), ("Waited two weeks for a spare part.", "等配件等了两周。", 2), ("Support hotline is always busy.", "客服热线总是占线。", 1), ("Invoice was wrong again, nobody called back.", "发票又开错了，也没人回电。", 1),
    ];

    static readonly string[] Sites = ["大众点评", "京东", "Trustpilot"];

    public static async Task Load(SurveysDb db, CommentMask mask, DemoWorld world, CancellationToken ct)
    {
        var random = DemoWorld.Random("reviews");
        var at = world.Now.AddDays(-3);
        var survey = Survey.Write(new()
        {
            Title = LocalText.Of("Online reviews", "网络评论"),
            Dimensions = [new() { Key = "d2", Title = LocalText.Of("Review", "评论"), InIndex = false, Items = [new() { Key = "c3", Kind = ItemKind.Rating, Headline = true, Text = LocalText.Of("Stars", "星级") }, new() { Key = "c4", Kind = ItemKind.LongText, Text = LocalText.Of("Review", "评论内容") }] }],
        }, null, at);
        var version = survey.Publish(null, at);
        db.AddRange(survey, version);
        await db.SaveChangesAsync(ct);
        var wave = Wave.OfImport(survey, version, "网络评论 / Online reviews", null, at);
        wave.Lasted(world.Now.AddDays(-90), at);
        db.Add(wave);
        await db.SaveChangesAsync(ct);
        var rows = Enumerable.Range(0, 60).Select(i =>
        {
            var (en, zh, stars) = Said[random.Next(Said.Length)];
            var chinese = i % 3 != 2;
            var sheet = new AnswerSheet { ["c4"] = [chinese ? zh : en] };
            if (i % 6 != 5) sheet["c3"] = [$"{stars}"];
            var when = world.Now.AddDays(-90 + (i * 1.4));
            var response = Response.Finish(new()
            {
                SurveyId = survey.Id, VersionId = version.Id, Definition = version.Definition, WaveId = wave.Id, Language = chinese ? "zh-CN" : "en", StartedAt = when, At = when, Answers = sheet, Source = ResponseSource.Import, Announce = false,
                // A review without stars is whole all the same.
                Cleaning = new() { CompletePercent = 0 },
            });
            response.CameFrom(0, $"demo:{i}", Sites[i % 3], null);
            return response;
        }).ToList();
        survey.CleanBy(new() { CompletePercent = 0 }, null, at);
        await db.SaveChangesAsync(ct);
        await db.CopyIn(rows, ct);
        await new ReadComments(db, mask).Run(ct);
        await new LearnSentiment(db, mask, db.Clock).Run(ct);
    }
}
