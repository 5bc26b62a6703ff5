using Crm.Contracts.Staff;
using Crm.Platform.Data;
using Crm.Platform.Demo;
using Crm.Platform.Time;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Improvements;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Demo;

/// <summary>Feedback of the demo answers, nearly all of it answered and decided on, and improvements in every state: one of them moved its item.</summary>
internal sealed class DemoImprovements(SurveysDb db, IStaffDirectory staff, Effects effects, InstallationZone zone) : IDemoData
{
    public Task Load(DemoWorld world, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Once the answers are there.</summary>
    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        var (now, random) = (world.Now, DemoWorld.Random("improvements"));
        var responses = await db.Responses.AsNoTracking().Where(r => r.HasComment).OrderBy(r => r.Id).ToListAsync(ct);
        if (responses.Count == 0) return;
        var (people, teams) = ((await staff.Everyone(ct)).Values.Where(p => p.Active).ToList(), await staff.Teams(ct));
        var analyst = people.Find(p => p.Email == "analyst@demo.test")?.Id ?? people[0].Id;
        var supervisor = people.Find(p => p.Email == "supervisor@demo.test") ?? people[0];
        var improvements = await Improvements(now, analyst, supervisor, ct);
        var codes = await db.FeedbackCodes.AsNoTracking().OrderBy(c => c.Position).ToListAsync(ct);
        var (categories, causes) = (codes.Where(c => c.Kind == FeedbackCodeKind.Category).ToList(), codes.Where(c => c.Kind == FeedbackCodeKind.Cause).ToList());
        var taken = await db.Feedback.Select(f => f.ResponseId).ToListAsync(ct);
        // Somebody has been away: what came in last is still to be answered.
        var waiting = responses.Where(r => r.CustomerId is not null).OrderByDescending(r => r.FinishedAt).Take(8).Select(r => r.Id).ToHashSet();
        var items = new List<FeedbackItem>();
        foreach (var response in responses.Where(r => !taken.Contains(r.Id)))
            foreach (var (item, said) in response.Texts)
            {
                var owner = response.OwnerId ?? (response.TeamId is { } team ? teams.GetValueOrDefault(team)?.SupervisorId : null) ?? analyst;
                var row = FeedbackItem.Of(response, item, FeedbackItem.Guess(response, item, string.Join(" ", said)), owner, TimeSpan.FromHours(24), response.FinishedAt);
                items.Add(row);
                // Of the last day much is still to do, of the days before a little.
                var age = now - row.ReceivedAt;
                if (waiting.Contains(response.Id)) continue;
                if (age < TimeSpan.FromHours(30) ? random.Next(3) > 0 : age < TimeSpan.FromDays(3) && random.Next(12) == 0) continue;
                row.Classify(row.Kind, categories[random.Next(categories.Count)].Id, row.Kind == FeedbackKind.Praise ? causes[0].Id : causes[1 + random.Next(causes.Count - 1)].Id);
                var answered = row.ReceivedAt.AddHours(random.Next(10) == 0 ? 25 + random.Next(30) : 1 + random.Next(22));
                if (answered > now) continue;
                if (row.State == FeedbackState.Open) row.Answer(random.Next(4) == 0 ? AnswerWay.Phone : AnswerWay.Mail, response.Language == "zh-CN" ? "感谢您的反馈，我们已转给相关同事处理。" : "Thank you for your feedback. We have passed it on to the colleagues concerned.", owner, answered);
                var decided = answered.AddDays(1 + random.Next(6));
                if (decided > now || improvements.Count == 0) continue;
                if (row.Kind is FeedbackKind.Praise || random.Next(3) > 0) row.Reject(row.Kind == FeedbackKind.Praise ? "表扬，无需整改 / praise, nothing to mend" : "个别情况，已单独答复 / single case, answered in person", analyst, decided);
                else row.Improve(improvements[random.Next(improvements.Count)].Id, analyst, decided);
            }
        await db.CopyIn(items, ct);
    }

    async Task<List<Improvement>> Improvements(DateTimeOffset now, long analyst, StaffFacts supervisor, CancellationToken ct)
    {
        var waves = await db.Waves.AsNoTracking().Where(w => w.Kind == WaveKind.Audience).OrderBy(w => w.StartedAt).ToListAsync(ct);
        if (waves.Count < 2 || await db.Improvements.AnyAsync(ct)) return [];
        var (first, second) = (waves[0], waves[^1]);
        var (began, teams) = (first.StartedAt!.Value.AddDays(30), supervisor.TeamIds.ToArray());
        Improvement Of(string problem, Wave wave, string item, string dimension, double figure, double target, DateTimeOffset at, int dueDays, MeasureKind kind, string measure)
        {
            var row = Improvement.Propose(problem, zone.DayOf(at).AddDays(dueDays), analyst, at);
            row.About(wave.SurveyId, wave.Id, item, dimension, figure);
            row.Plan(problem, target, supervisor.Id, teams is [var team, ..] ? team : null, zone.DayOf(at).AddDays(dueDays));
            row.Add(kind, measure, analyst, at);
            return row;
        }
        void Go(Improvement row, DateTimeOffset at, params (ImprovementStatus To, string? Note)[] steps)
        {
            foreach (var (to, note) in steps) row.MoveTo(to, note, supervisor.Id, at = at.AddDays(1), zone.DayOf(at));
        }
        var speed = Of("客户反映响应慢，尤其是周末 / customers wait too long for an answer, above all at weekends", first, "response_speed", "service", 62, 70, began, 40, MeasureKind.Staffing, "周末值班轮岗 / a weekend rota");
        speed.Add(MeasureKind.Process, "超过 15 分钟未响应自动升级 / unanswered after 15 minutes goes up", analyst, began);
        Go(speed, began, (ImprovementStatus.Approved, null), (ImprovementStatus.Running, null), (ImprovementStatus.Done, "轮岗已执行 / the rota runs"));
        foreach (var measure in speed.Measures) measure.Finish(supervisor.Id, began.AddDays(3));
        var proactive = Of("客户希望在出问题之前主动联系 / customers want to hear from us before something breaks", first, "proactive", "interaction", 55, 65, began, 2, MeasureKind.Process, "每季度主动回访重点客户 / key customers are called every quarter");
        Go(proactive, began, (ImprovementStatus.Approved, null), (ImprovementStatus.Running, null), (ImprovementStatus.Done, null));
        var value = Of("价格体系不够清晰 / the price list is hard to understand", second, "value", "product", 61, 70, now.AddDays(-12), 14, MeasureKind.Tool, "新版价目表 / a new price list");
        Go(value, now.AddDays(-12), (ImprovementStatus.Approved, null), (ImprovementStatus.Running, null));
        if (teams is [.., var pilot]) value.Try(pilot, null, zone.DayOf(second.StartedAt!.Value), zone.DayOf(now));
        value.Concern(teams);
        foreach (var team in value.Teams) team.Tell(now.AddDays(-11));
        if (teams is [var confirmed, ..]) value.Confirm(confirmed, "已安排培训 / training is arranged", supervisor.Id, now.AddDays(-10));
        var stability = Of("旧手机上应用较慢 / the app is slow on older phones", second, "ease", "product", 66, 72, now.AddDays(-5), 45, MeasureKind.Product, "优化首页加载 / a lighter first page");
        var rejected = Of("希望提供 24 小时电话 / a telephone line round the clock is wished for", second, "convenience", "interaction", 68, 75, now.AddDays(-9), 30, MeasureKind.Staffing, "夜班 / a night shift");
        Go(rejected, now.AddDays(-9), (ImprovementStatus.Rejected, "成本过高，夜间来电不足 1 % / too costly, under 1 % of calls come at night"));
        List<Improvement> all = [speed, proactive, value, stability, rejected];
        foreach (var row in all)
            if (await effects.Of(row, Crm.Platform.Users.RowScope.Everything, ct) is { } effect && row.DoneAt is not null)
                row.Measured(effect.Verdict, ItemFigure.FigureOf(effect.Item.Kind, effect.Comparison?.Second.Mean), now);
        db.Improvements.AddRange(all);
        await db.SaveQuietly(ct);
        return [speed, proactive, value];
    }
}
