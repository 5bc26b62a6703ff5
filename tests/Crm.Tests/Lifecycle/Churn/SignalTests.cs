using Crm.Lifecycle.Data;
using Crm.Lifecycle.Domain;
using Crm.Lifecycle.Domain.Churn;
using Crm.Lifecycle.Features.Churn;
using Crm.Platform.Data;
using Crm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Lifecycle.Churn;

/// <summary>No signal knows what happened after the moment it is of.</summary>
public sealed class SignalTests(CrmApp app) : IClassFixture<CrmApp>
{
    readonly ChurnWorld world = new(app);

    Task<List<FactsAsOf>> AsOf(DateTimeOffset at, params long[] ids) => app.Scope(s => s.GetRequiredService<SignalReader>().Of(ids, at, "CNY", default));

    [Fact]
    public async Task Facts_from_after_the_moment_change_no_signal_as_of_the_moment()
    {
        var random = new Random(11);
        var at = world.Now.AddDays(-90);
        var customers = new List<long>();
        for (var i = 0; i < 40; i++)
        {
            var id = await world.Customer($"Before {i}");
            customers.Add(id);
            for (var n = random.Next(4); n >= 0; n--) await world.Order(id, 90.5 + (random.NextDouble() * 600), random.Next(20, 900));
            for (var n = random.Next(4); n > 0; n--) await world.Touch(id, (TouchKind)random.Next(6), 90.5 + (random.NextDouble() * 400), random.Next(1, 6));
            if (random.Next(3) == 0) await world.Deal(id, 120 + random.Next(200), DateOnly.FromDateTime(world.Now.UtcDateTime).AddDays(random.Next(-90, 90)));
        }
        var before = await AsOf(at, [.. customers]);
        var (histories, signals) = (await Histories(at), before.ConvertAll(f => Signals.Of(f, null)));
        var atRisk = (await AtRisk(at)).ConvertAll(f => f.CustomerId);

        // Then life goes on: purchases, complaints, scores, contracts, and orders of before are given back.
        foreach (var id in customers)
        {
            for (var n = random.Next(1, 4); n > 0; n--) await world.Order(id, random.NextDouble() * 89, random.Next(20, 900));
            for (var kind = 0; kind < 6; kind++) await world.Touch(id, (TouchKind)kind, random.NextDouble() * 89, 1);
            await world.Usage(id, random.Next(1, 80));
            await world.Deal(id, random.Next(1, 80), DateOnly.FromDateTime(world.Now.UtcDateTime).AddDays(400));
        }
        await app.Db<LifecycleDb>(db => db.Database.ExecuteSqlAsync($"update lifecycle.orders set net = 0, void = true, refunded_at = {world.Now.AddDays(-10)} where customer_id = any({customers.ToArray()}) and at < {at} and purchase_id % 2 = 0"));

        var after = await AsOf(at, [.. customers]);
        Assert.Equal(before, after);
        Assert.Equal(signals, after.ConvertAll(f => Signals.Of(f, null)));
        Assert.Equal(histories, await Histories(at));
        Assert.Equal(atRisk, (await AtRisk(at)).ConvertAll(f => f.CustomerId));
        // And yet the facts are there: as of now they do count.
        Assert.NotEqual(before.ConvertAll(f => f with { At = default }), (await AsOf(world.Now, [.. customers])).ConvertAll(f => f with { At = default }));
    }

    Task<List<FactsAsOf>> AtRisk(DateTimeOffset at) => app.Scope(s => s.GetRequiredService<SignalReader>().AtRisk(at, new() { HorizonDays = 90 }, "CNY", 1000, default));

    async Task<IEnumerable<(int, double, double, double)>> Histories(DateTimeOffset at) =>
        (await app.Scope(s => s.GetRequiredService<SignalReader>().Histories(at, int.MaxValue, default))).Select(h => (h.Repeats, h.Recency, h.Age, h.Weight)).Order().ToList();

    [Fact]
    public async Task Each_signal_tells_what_it_says()
    {
        var id = await world.Customer("Regular", null, null, 400, 370, 340, 200);
        await world.Order(id, 100, 50, "USD");
        await world.Touch(id, TouchKind.Interaction, 300);
        await world.Touch(id, TouchKind.Interaction, 250);
        foreach (var days in new[] { 200, 250, 300, 100 }) await world.Usage(id, days);
        await world.Touch(id, TouchKind.Complaint, 30);
        await world.Touch(id, TouchKind.Overdue, 20);
        await world.Touch(id, TouchKind.Answer, 25, 2);
        await world.Touch(id, TouchKind.Answer, 24, 4);
        await world.Touch(id, TouchKind.Recommendation, 24, 3);
        await world.Deal(id, 300, DateOnly.FromDateTime(world.Now.AddHours(8).UtcDateTime).AddDays(40));
        var f = Assert.Single(await AsOf(world.Now, id));
        Assert.Equal((5, 400, 100, 75.0), (f.Buys, f.DaysSinceFirstBuy, f.DaysSinceLastBuy, f.UsualGap));
        // Other money counts as a purchase and not as spend.
        Assert.Equal((400, 0, 200), (f.Spend, f.SpendLately, f.SpendBefore));
        Assert.Equal((1, 2), (f.OrdersLately, f.OrdersBefore));
        Assert.Equal((3, 2, 2, 1, 1, 40), (f.ContactsLately, f.ContactsBefore, f.LowScores, f.Complaints, f.Overdue, f.DaysToContractEnd));
        Assert.Equal((1, 3), (f.UsesLately, f.UsesBefore));
        Assert.Equal(24, f.SilentDays, 0.01);
        Assert.Equal((3, 300), (f.PaidRepeats, f.RepeatSpend));
        var signals = Signals.Of(f, null);
        Assert.Equal((1, 0, 1, 1), (signals[(int)ChurnSignal.SpendFalling], signals[(int)ChurnSignal.OneTimeBuyer], signals[(int)ChurnSignal.ContractEnding], signals[(int)ChurnSignal.Complaints]));
        var rules = ChurnRules.Of(f, null, new());
        Assert.Equal([ChurnSignal.LowScores, ChurnSignal.ContractEnding, ChurnSignal.Complaints, ChurnSignal.SpendFalling, ChurnSignal.UsageFalling, ChurnSignal.OverdueTickets], rules.Select(r => r.Signal));
    }

    [Fact]
    public async Task What_was_given_back_whole_was_no_purchase_once_it_is_known_and_one_before()
    {
        var id = await world.Customer("Returner", null, null, 200);
        await world.Order(id, 100, 0, goods: 80, refundedAt: world.Now.AddDays(-50), @void: true);
        Assert.Equal((1, 100), ((await AsOf(world.Now, id))[0].Buys, (await AsOf(world.Now, id))[0].Spend));
        Assert.Equal((2, 180), ((await AsOf(world.Now.AddDays(-60), id))[0].Buys, (await AsOf(world.Now.AddDays(-60), id))[0].Spend));
    }

    [Fact]
    public async Task Lost_is_who_did_nothing_more_until_the_time_was_over()
    {
        var at = world.Now.AddDays(-60);
        var (gone, back, late) = (await world.Customer("Gone", null, null, 220), await world.Customer("Back", null, null, 220), await world.Customer("Late", null, null, 220));
        await world.Touch(back, TouchKind.Interaction, 45);
        await world.Touch(late, TouchKind.Interaction, 35); // after 185 days of silence: lost, and came back
        var lost = await app.Scope(async s => await s.GetRequiredService<SignalReader>().LostAfter(await s.GetRequiredService<SignalReader>().Of([gone, back, late], at, "CNY", default), new(), default));
        Assert.Equal([gone, late], lost.Order());
    }
}
