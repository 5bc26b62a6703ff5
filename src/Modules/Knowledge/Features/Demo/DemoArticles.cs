using Crm.Contracts.Knowledge;
using Crm.Contracts.Staff;
using Crm.Knowledge.Data;
using Crm.Knowledge.Domain;
using Crm.Platform.Data;
using Crm.Platform.Demo;
using Crm.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace Crm.Knowledge.Features.Demo;

/// <summary>Some two dozen articles with a life of some months: versions, readers, votes, searches, one that has expired.</summary>
internal sealed class DemoArticles(KnowledgeDb db, IStaffDirectory staff, InstallationZone zone) : IDemoData
{
    static readonly (VoteReason Reason, string? Zh, string? En)[] Complaints =
    [
        (VoteReason.Incomplete, "希望说明多久能收到邮件", "Please say how long the mail takes"), (VoteReason.Unclear, "第二步找不到按钮", "I cannot find the button of step 2"),
        (VoteReason.Wrong, "界面和截图不一样了", "The page looks different now"), (VoteReason.SomethingElse, null, null), (VoteReason.Incomplete, null, null),
    ];

    static readonly (string Words, string Language, bool Found)[] Searches =
    [
        ("发票", "zh-CN", true), ("退货", "zh-CN", true), ("密码", "zh-CN", true), ("物流", "zh-CN", true), ("积分兑换", "zh-CN", false), ("企业微信绑定", "zh-CN", false),
        ("invoice", "en", true), ("refund", "en", true), ("password", "en", true), ("sso", "en", false), ("delete account", "en", false),
    ];

    readonly Random random = DemoWorld.Random("knowledge");

    public async Task Load(DemoWorld world, CancellationToken ct)
    {
        var shelves = await db.Categories.ToDictionaryAsync(c => c.Slug, c => c.Id, ct);
        var people = (await staff.Everyone(ct)).Values.Where(p => p.Active).OrderBy(p => p.Id).Select(p => p.Id).Take(8).ToList();
        var today = zone.DayOf(world.Now);
        var articles = new List<Article>();
        foreach (var (text, i) in DemoTexts.All.Select((t, i) => (t, i)))
        {
            long? owner = people.Count == 0 ? null : people[i % people.Count];
            var written = world.Now.AddDays(-300 + (i * 9)).AddHours(i % 7);
            var last = i == DemoTexts.All.Count - 1;
            var article = Article.Write(shelves[text.Category], owner, last ? today.AddDays(-20) : i % 4 == 0 ? today.AddDays(10 + (i * 8)) : null, owner, written);
            if (text.Zh is not null) article.Say("zh-CN", text.Zh, text.BodyZh!, Translation.SlugOf(text.Zh), owner, written);
            if (text.En is not null) article.Say("en", text.En, text.BodyEn!, Translation.SlugOf(text.En), owner, written);
            var internalOnly = text.En?.Contains("(internal)", StringComparison.Ordinal) == true;
            // Two are not ready yet.
            if (i == 8) article.Move(ArticleState.Review, owner, written.AddHours(1));
            else if (i != 9) article.Move(internalOnly ? ArticleState.Internal : ArticleState.Public, owner, written.AddDays(1));
            if (i % 5 == 1 && text.Zh is not null) article.Say("zh-CN", text.Zh, text.BodyZh + "\n\n如有疑问，欢迎随时联系我们。", article.In("zh-CN")!.Slug, owner, written.AddDays(40));
            articles.Add(article);
        }
        db.Articles.AddRange(articles);
        await db.SaveQuietly(ct);
        await Read([.. articles.Where(a => a.State == ArticleState.Public)], world.Now, today, ct);
    }

    /// <summary>What was looked for belongs to no article: these words go with the demo.</summary>
    public Task Removed(CancellationToken ct)
    {
        var words = Searches.Select(s => s.Words).ToList();
        return db.SearchDays.Where(s => words.Contains(s.Words)).ExecuteDeleteAsync(ct);
    }

    async Task Read(List<Article> articles, DateTimeOffset now, DateOnly today, CancellationToken ct)
    {
        var (views, votes) = (new List<ViewDay>(), new List<Vote>());
        foreach (var (article, i) in articles.Select((a, i) => (a, i)))
        {
            if (i % 11 == 10) continue; // some nobody finds
            foreach (var text in article.Translations)
            {
                var likes = text.Language == "zh-CN" ? 12 : 5;
                for (var day = 0; day < 90; day++)
                    if (random.Next(likes + (20 / (i + 1))) is > 1 and var n) views.Add(new ViewDay { Day = today.AddDays(-day), ArticleId = article.Id, Language = text.Language, Views = n });
                for (var v = random.Next(6, 30); v > 0; v--)
                {
                    var helpful = random.Next(100) < 82 - i;
                    var (reason, zh, en) = Complaints[random.Next(Complaints.Length)];
                    var at = now.AddMinutes(-random.Next(60, 90 * 1440));
                    var done = !helpful && random.Next(3) > 0 && at < now.AddDays(-7);
                    votes.Add(new Vote
                    {
                        ArticleId = article.Id, Language = text.Language, Number = text.Number, Visitor = $"demo-{votes.Count}", Helpful = helpful, Reason = helpful ? null : reason,
                        Comment = helpful ? null : text.Language == "zh-CN" ? zh : en, At = at, DoneAt = done ? at.AddDays(2) : null, DoneById = done ? article.OwnerId : null,
                    });
                }
            }
        }
        db.Votes.AddRange(votes.OrderBy(v => v.At));
        db.ViewDays.AddRange(views);
        foreach (var (words, language, found) in Searches)
            for (var day = 0; day < 90; day += 1 + random.Next(4))
            {
                var n = random.Next(1, 9);
                db.SearchDays.Add(new SearchDay { Day = today.AddDays(-day), Language = language, Words = words, Searches = n, Misses = found ? 0 : n });
            }
        await db.SaveQuietly(ct);
    }
}
