using Crm.Platform.Demo;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Demo;

/// <summary>A survey being written: a few things are still to be done, and a pre-test has brought remarks.</summary>
internal static class DemoPretests
{
    static readonly (string Name, string Language, int Pace)[] People = [("王芳 (Support)", "zh-CN", 90), ("Tom Reed", "en", 120), ("李明（客户）", "zh-CN", 100), ("Ann Lee", "en", 80), ("赵强", "zh-CN", 150)];

    static readonly (string Item, int Tester, string Text, bool Done)[] Remarks =
    [
        ("waiting", 0, "“电话和邮件”应该分开问，我只打过电话。", false), ("waiting", 1, "Phone or e-mail? My answer differs.", false), ("priorities", 2, "“交付时间”是指发货还是安装完成？", true), ("priorities", 4, "在手机上排序有点麻烦，三项就够了。", true), ("expected", 3, "I like that both are asked, but say for which product.", false),
    ];

    public static async Task Load(SurveysDb db, DemoWorld world, CancellationToken ct)
    {
        var at = world.Now.AddDays(-6);
        var survey = Survey.Write(Draft, null, at);
        db.Surveys.Add(survey);
        await db.SaveChangesAsync(ct);
        var pretest = Pretest.Open(survey, null, at.AddDays(1));
        db.Pretests.Add(pretest);
        await db.SaveChangesAsync(ct);
        var signer = new LinkSigner(await db.LinkKeys.OrderBy(k => k.Id).Select(k => k.Key).FirstAsync(ct));
        var testers = People.Select(p => PretestTester.For(pretest, p.Name, signer.NewToken(), at.AddDays(1))).ToList();
        db.PretestTesters.AddRange(testers);
        var items = Pretest.OneByOne(survey.Draft).Items.ToList();
        foreach (var (tester, i) in testers.Select((t, i) => (t, i)).Take(4))
        {
            var answers = new AnswerSheet();
            foreach (var (item, page) in items.Select((item, page) => (item, page)).Where(x => x.item.ShowIf is null))
            {
                answers[item.Key] = item.Kind switch { ItemKind.Gap => ["5", $"{3 + (i % 2)}"], ItemKind.Ranking => [.. item.Options.Skip(i % 2).Take(item.Places).Select(o => o.Key)], ItemKind.LongText => ["…"], _ => ["4"] };
                tester.Keep(new AnswerSheet(answers), item.Key, SurveyDefinition.SecondsFor(item) * People[i].Pace / 100 * (item.Key == "waiting" ? 3 : 1), page, People[i].Language, at.AddDays(2).AddHours(i));
            }
            if (i != 3) tester.Finish(at.AddDays(2).AddHours(i));
        }
        await db.SaveChangesAsync(ct);
        foreach (var (item, tester, text, done) in Remarks)
        {
            var remark = PretestRemark.By(testers[tester], item, text, at.AddDays(2).AddHours(tester));
            if (done) remark.Tick(true, null, at.AddDays(3));
            db.PretestRemarks.Add(remark);
        }
        await db.SaveChangesAsync(ct);
    }

    static SurveyDefinition Draft => new()
    {
        Title = LocalText.Of("Delivery and installation", "交付与安装满意度调查"),
        Intro = LocalText.Of("Dear {contact}, you recently bought {product}. Tell us how delivery and installation went.", "尊敬的{contact}，您近期购买了{product}，请告诉我们交付与安装的体验。"),
        End = LocalText.Of("Thank you, {contact}.", "感谢您，{contact}。"),
        Dimensions =
        [
            new Dimension
            {
                Key = "delivery", Title = LocalText.Of("Delivery", "交付"),
                Items =
                [
                    ItemDefaults.Of(ItemKind.Rating) with { Key = "punctual", Text = LocalText.Of("Delivery on the agreed day", "按约定日期交付"), Required = true },
                    ItemDefaults.Of(ItemKind.Rating) with { Key = "waiting", Text = LocalText.Of("How satisfied are you with our answers by phone and e-mail?", "您对电话和邮件答复满意吗？") },
                    ItemDefaults.Of(ItemKind.Gap) with { Key = "expected", Text = LocalText.Of("Care in handling the goods", "货物搬运的细致程度") },
                ],
            },
            new Dimension
            {
                Key = "installation", Title = LocalText.Of("Installation", "安装"),
                Items =
                [
                    ItemDefaults.Of(ItemKind.Rating) with { Key = "installer", Text = LocalText.Of("Skill of the installer", "安装人员的技能") },
                    ItemDefaults.Of(ItemKind.LongText) with { Key = "late", Text = LocalText.Of("What happened on the day of delivery?", "交付当天发生了什么？"), ShowIf = new("punctual", ["1", "2"]) },
                    new Item
                    {
                        Key = "priorities", Kind = ItemKind.Ranking, Text = LocalText.Of("What matters most to you?", "您最看重什么？"), Limits = new() { Most = 3 },
                        Options = [new("time", LocalText.Of("Delivery time", "交付时间")), new("care", LocalText.Of("Care", "细致")), new("news", LocalText.Of("News on the way", "物流信息")), new("cleaning", LocalText.Of("Leaving it clean", ""))],
                    },
                ],
            },
        ],
    };
}
