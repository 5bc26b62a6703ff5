using Crm.Contracts.Customers;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Features.Churn;
using Crm.Platform.Demo;
using Microsoft.EntityFrameworkCore;

namespace Crm.Lifecycle.Data;

/// <summary>
/// Scores of the demo customers by the same night's work as everywhere; some warnings taken in hand, most losses explained, costs of a year, and a plan
/// that ran two months ago, measured on what the demo customers really bought since.
/// </summary>
internal static class ChurnDemo
{
    public static async Task Load(LifecycleDb db, Scoring scoring, DemoWorld world, CancellationToken ct)
    {
        var random = DemoWorld.Random("churn");
        await ChurnSeed.Add(db, ct);
        await scoring.Run(null, ct);
        db.ChangeTracker.Clear();

        var today = DateOnly.FromDateTime(world.Now.UtcDateTime);
        foreach (var score in await db.Scores.Where(s => s.State == RiskState.New).OrderBy(s => s.CustomerId).ToListAsync(ct))
            switch (random.Next(10))
            {
                case < 3: score.Move(RiskState.InHand, null, today, score.OwnerId, world.Now.AddDays(-random.Next(1, 9))); break;
                case 3: score.Move(RiskState.Snoozed, today.AddDays(14), today, score.OwnerId, world.Now.AddDays(-2)); break;
            }
        var reasons = await db.ChurnReasons.OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(ct);
        foreach (var loss in await db.Losses.OrderBy(l => l.Id).ToListAsync(ct))
            // Few reasons make most of the losses, as it is in life.
            if (random.Next(10) < 7) loss.Explain(reasons[Math.Min(reasons.Count - 1, (int)(-Math.Log(1 - (random.NextDouble() * 0.98)) * 2))], null, loss.OwnerId, world.Now.AddDays(-random.Next(1, 60)));
        var month = new DateOnly(today.Year, today.Month, 1);
        for (var back = 1; back <= 12; back++)
            foreach (var (channel, amount) in new[] { (SourceChannel.Online, 9_000m), (SourceChannel.Exhibition, 16_000m), (SourceChannel.Social, 5_000m), (SourceChannel.PartnerReferral, 3_000m), (SourceChannel.MarketResearch, 2_500m) })
                db.AcquisitionCosts.Add(new AcquisitionCost(channel, month.AddMonths(-back), Math.Round(amount * (decimal)(0.7 + (random.NextDouble() * 0.6)), 0), "CNY", null));
        await db.SaveQuietly(ct);

        var start = world.Now.AddDays(-60);
        var plan = new WinBackPlan("春季挽回 Spring win-back", WinBackGoal.PurchaseOrContact, 60, new(RiskClass.Watch, null, null, true),
            [new(0, "Call and ask what is missing", "致电了解未满足的需求"), new(7, "Send the offer that fits", "发送合适的方案"), new(21, "Call again", "再次致电")], 20_250, null, start.AddDays(-3));
        var silent = await db.Scores.AsNoTracking().Where(s => s.LastActiveAt < start || s.SilentDays < 60).OrderBy(s => s.CustomerId).Where(s => s.CustomerId % 5 == 0).Take(160).ToListAsync(ct);
        if (silent.Count >= 20)
        {
            plan.Start([.. silent.Select(s => (s.CustomerId, s.OwnerId, s.TeamId, s.Probability, s.AtStake, s.Currency))], start);
            db.WinBackPlans.Add(plan);
            await db.SaveQuietly(ct);
            await ScoreWriter.MarkReached(db, world.Now, ct);
            await db.WinBackPlans.Where(p => p.State == WinBackState.Running && p.StartedAt == start).ExecuteUpdateAsync(s => s.SetProperty(p => p.State, WinBackState.Closed).SetProperty(p => p.ClosedAt, world.Now), ct);
        }
        db.WinBackPlans.Add(new WinBackPlan("高价值客户挽回 High-value win-back", WinBackGoal.Purchase, 60, new(RiskClass.Medium, null, 1_000, false), [new(0, "Visit in person", "上门拜访")], 7, null, world.Now.AddDays(-1)));
        await db.SaveQuietly(ct);
    }
}
