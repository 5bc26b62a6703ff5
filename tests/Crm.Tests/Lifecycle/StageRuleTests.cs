using Crm.Contracts.Lifecycle;
using Crm.Lifecycle.Domain;
using Crm.Platform.UseCases;

namespace Crm.Tests.Lifecycle;

/// <summary>The stage as a function of facts, rules and day, on both sides of every boundary.</summary>
public sealed class StageRuleTests
{
    static readonly DateOnly Day = new(2026, 3, 4);

    static StageFacts Bought(int began, int? bought = null, int? heard = null, int year = 1, bool runs = false, int deals = 0) =>
        new(Day.AddDays(-began), Day.AddDays(-(bought ?? began)), Day.AddDays(-Math.Min(heard ?? int.MaxValue, bought ?? began)), year, runs, deals);

    static string Of(StageFacts facts, StageRules? rules = null) => LifeStages.Of(facts, rules ?? StageRules.Default, Day).ToString();

    [Fact]
    public void Who_has_bought_nothing_is_a_prospect_and_with_an_open_deal_in_development_however_long_ago()
    {
        Assert.Equal("Prospect", Of(new(null, null, null, 0, false, 0)));
        Assert.Equal("Prospect", Of(new(null, null, Day.AddDays(-900), 0, false, 0)));
        Assert.Equal("InDevelopment", Of(new(null, null, Day.AddDays(-900), 0, false, 1)));
    }

    [Theory]
    [InlineData(0, "New")]
    [InlineData(89, "New")]
    public void New_is_who_began_less_than_ninety_days_ago(int began, string stage) => Assert.Equal(stage, Of(Bought(began)));

    [Theory]
    [InlineData(89, "New")]
    [InlineData(90, "Growing")]
    public void After_ninety_days_who_still_buys_is_growing(int began, string stage) => Assert.Equal(stage, Of(Bought(began, bought: 10)));

    [Theory]
    [InlineData(364, 4, false, "Growing")]
    [InlineData(365, 4, false, "Mature")]
    [InlineData(365, 3, false, "Growing")]
    [InlineData(365, 0, true, "Mature")]
    [InlineData(364, 0, true, "Growing")]
    public void Mature_takes_a_year_and_four_orders_within_one_or_a_running_contract(int began, int orders, bool runs, string stage) => Assert.Equal(stage, Of(Bought(began, bought: 0, year: orders, runs: runs)));

    [Theory]
    [InlineData(89, null, "Growing")]
    [InlineData(90, null, "Dormant")]
    [InlineData(179, null, "Dormant")]
    [InlineData(180, null, "Churned")]
    public void Silence_makes_dormant_after_ninety_days_and_churned_after_a_hundred_and_eighty(int bought, int? heard, string stage) => Assert.Equal(stage, Of(Bought(400, bought, heard)));

    [Theory]
    [InlineData(300, 179, "Dormant")]
    [InlineData(300, 180, "Churned")]
    [InlineData(100, 0, "Dormant")]
    public void Talk_keeps_from_being_lost_but_wakes_nobody(int bought, int heard, string stage) => Assert.Equal(stage, Of(Bought(400, bought, heard)));

    [Fact]
    public void An_open_deal_of_a_customer_changes_nothing() => Assert.Equal("Dormant", Of(Bought(400, 120, deals: 2)));

    [Fact]
    public void The_thresholds_are_the_installations_own()
    {
        var rules = StageRules.Default with { NewDays = 10, MatureDays = 20, MatureOrders = 1, DormantDays = 30, ChurnedDays = 30 };
        Assert.Equal("New", Of(Bought(9), rules));
        Assert.Equal("Growing", Of(Bought(10), rules));
        Assert.Equal("Mature", Of(Bought(20), rules));
        Assert.Equal("Churned", Of(Bought(30), rules));
    }

    [Fact]
    public void A_stage_by_hand_wants_a_day_to_come_and_within_two_years()
    {
        HandSetting Until(DateOnly until) => new(1, CustomerStage.Mature, " because ", until, Day, 7, DateTimeOffset.UnixEpoch);
        Assert.Equal("lifecycle.hand.past", Assert.Throws<RuleException>(() => Until(Day.AddDays(-1))).Key);
        Assert.Equal("lifecycle.hand.far", Assert.Throws<RuleException>(() => Until(Day.AddYears(2).AddDays(1))).Key);
        Assert.Equal("because", Until(Day).Reason);
    }

    [Fact]
    public void In_every_month_opening_and_in_less_out_is_closing_and_the_next_opening()
    {
        var random = new Random(42);
        var first = new DateOnly(2025, 1, 1);
        CustomerStage? Any() => random.Next(8) is var i && i < 7 ? (CustomerStage)i : null;
        List<StageMoves> moves = [.. Enumerable.Range(0, 500).Select(_ => new StageMoves(first.AddMonths(random.Next(12)), Any(), Any(), random.Next(1, 9)))];
        var before = Enum.GetValues<CustomerStage>().ToDictionary(s => s, _ => (long)random.Next(5000, 9000));
        var account = StageFlow.Account(before, moves, first, 12);
        foreach (var stage in Enum.GetValues<CustomerStage>())
        {
            var standing = before[stage];
            for (var i = 0; i < 12; i++)
            {
                var month = account[i].Stages.Single(s => s.Stage == stage);
                Assert.Equal(standing, month.Opening);
                Assert.Equal(month.Opening + month.In - month.Out, month.Closing);
                standing = month.Closing;
            }
            Assert.Equal(before[stage] + moves.Where(m => m.To == stage).Sum(m => m.N) - moves.Where(m => m.From == stage).Sum(m => m.N), standing);
        }
    }

    [Fact]
    public void A_playbook_without_steps_cannot_be_switched_on_and_ends_take_away_what_is_open()
    {
        var book = new StageBook("stage.new");
        Assert.Equal("lifecycle.book.empty", Assert.Throws<RuleException>(() => book.Switch(true)).Key);
        book.Add("Call", "致电", 3, StepDoer.Owner);
        book.Switch(true);
        Assert.True(book.Active);
        var run = new BookRun(1, 2, "x", null, null, DateTimeOffset.UnixEpoch);
        run.Give(new RunStep(Guid.NewGuid(), "a", "a", DateTimeOffset.UnixEpoch));
        run.Give(new RunStep(Guid.NewGuid(), "b", "b", DateTimeOffset.UnixEpoch));
        run.Steps[0].Done(DateTimeOffset.UnixEpoch);
        run.End(DateTimeOffset.UnixEpoch);
        Assert.Null(run.Steps[0].FellAwayAt);
        Assert.NotNull(run.Steps[1].FellAwayAt);
    }
}
