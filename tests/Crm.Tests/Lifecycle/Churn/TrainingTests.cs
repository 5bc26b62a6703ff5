using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Features.Churn;
using Crm.Platform.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tests.Lifecycle.Churn;

/// <summary>Rules until there are outcomes enough; then a regression, judged by months it has not seen.</summary>
public sealed class TrainingTests(CrmApp app) : IClassFixture<CrmApp>
{
    /// <summary>Two years of customers who fall silent at times; who complained comes back less often.</summary>
    async Task Live(int count)
    {
        var random = new Random(5);
        var (customers, orders, touches) = (new List<KnownCustomer>(), new List<KnownOrder>(), new List<KnownTouch>());
        for (var i = 0; i < count; i++)
        {
            var id = ChurnWorld.Next();
            customers.Add(ChurnWorld.Known(id, $"Life {i}", null, null, app.Clock.Now));
            var day = 760.0 - (random.NextDouble() * 200);
            while (day > 0)
            {
                orders.Add(new() { PurchaseId = ChurnWorld.Next(), CustomerId = id, At = app.Clock.Now.AddDays(-day), Net = random.Next(20, 400), Goods = 400, Currency = "CNY" });
                var angry = random.Next(3) == 0;
                if (angry) touches.Add(new() { Kind = TouchKind.Complaint, SourceId = ChurnWorld.Next(), CustomerId = id, At = app.Clock.Now.AddDays(-day + 1) });
                // Most come again within half a year; the angry often do not.
                day -= random.NextDouble() < (angry ? 0.55 : 0.2) ? 183 + (random.NextDouble() * 200) : 120 + (random.NextDouble() * 58);
            }
        }
        await app.Db<LifecycleDb>(async db =>
        {
            await db.CopyIn(customers, default);
            await db.CopyIn(orders, default);
            await db.CopyIn(touches.Where(t => t.At < app.Clock.Now), default);
        });
    }

    [Fact]
    public async Task Rules_speak_until_enough_were_lost_then_a_regression_judged_by_later_months()
    {
        var world = new ChurnWorld(app);
        await Live(60);
        await world.Score();
        var early = (await app.Send(new ShowModels.Query())).Churn!;
        Assert.Equal(RiskMethod.Rules, early.Method);
        Assert.True(early.Lost < ChurnTerms.LeastLost);
        Assert.Null(early.Model);
        Assert.Contains("Rules with points", (await (await app.As("analyst")).Get("/churn/model")).Html);

        await Live(1500);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Score();
        var models = await app.Send(new ShowModels.Query());
        var churn = models.Churn!;
        Assert.Equal(RiskMethod.Regression, churn.Method);
        Assert.True(churn.Lost >= ChurnTerms.LeastLost && churn.LostInTraining >= 10);
        // What is learnt from ends before what is judged begins.
        var (learnt, judged) = (churn.Snapshots.Where(s => !s.HeldOut).ToList(), churn.Snapshots.Where(s => s.HeldOut).ToList());
        Assert.True(learnt.Max(s => s.Day).AddDays(churn.Terms.HorizonDays) <= judged.Min(s => s.Day));
        Assert.True(judged.Max(s => s.Day).AddDays(churn.Terms.HorizonDays) <= DateOnly.FromDateTime(app.Clock.Now.AddDays(1).UtcDateTime));
        // It is judged on the later months alone, and finds what was put in: complaints raise the chance, and it ranks better than silence alone.
        var regression = churn.Qualities.Single(q => q.Name == "regression");
        Assert.Equal(judged.Sum(s => s.AtRisk), regression.Auc!.Hits + regression.Auc.Others);
        Assert.Equal(judged.Sum(s => s.Lost), regression.Auc.Hits);
        Assert.True(churn.Coefficients.Single(c => c.Signal == ChurnSignal.Complaints).PerDeviation > 0.2);
        Assert.True(regression.Auc.Auc > 0.6);
        Assert.Equal(["regression", "recency", "alive", "rules"], churn.Qualities.Select(q => q.Name));
        Assert.True(churn.Brier < churn.BrierOfShare);
        Assert.Equal(10, churn.Calibration.Count);
        Assert.Equal(2, models.History.Count);

        // Scores are chances now, with reasons that carry what they add; nobody who cannot be churned within the horizon has one.
        var scores = await app.Db<LifecycleDb, List<CustomerScore>>(db => db.Scores.AsNoTracking().Where(s => !s.Churned).ToListAsync());
        Assert.All(scores.Where(s => s.SilentDays < 150), s => Assert.Equal(0, s.Probability));
        var atRisk = scores.Where(s => s.SilentDays >= 150).ToList();
        Assert.NotEmpty(atRisk);
        Assert.All(atRisk, s => Assert.True(s.Method == RiskMethod.Regression && s.Probability is > 0 and < 1));
        // The page explains the same number: the parts and the intercept make the chance.
        var shown = (await app.Send(new ShowRisk.Query(atRisk[0].CustomerId))).Now!;
        Assert.Equal(atRisk[0].Probability!.Value, 1 / (1 + Math.Exp(-(churn.Intercept!.Value + shown.Lines.Sum(l => l.Reason.Weight)))), 1e-6);
        Assert.Contains("No price", (await (await app.As("analyst")).Get($"/churn/{atRisk[0].CustomerId}")).Html);
    }
}
