using Crm.Contracts.Customers;
using Crm.Loyalty.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Tests.Loyalty.Domain;

public sealed class ProgrammeTests
{
    static readonly DateOnly Wednesday = new(2026, 3, 4);

    static readonly TierLadder Tiers = new([
        new Tier(new("Silver", "银卡", 1_000, 1.1m, null, null, null, TierColor.Secondary, TierIcon.Medal)),
        new Tier(new("Gold", "金卡", 5_000, 1.5m, null, null, null, TierColor.Yellow, TierIcon.Award)),
    ]);

    static readonly EarningRule Basic = new() { Key = "a", Trigger = EarnTrigger.Purchase, Rates = new() { ["CNY"] = 1m } };

    static Occasion Order(decimal amount, params (string Product, decimal Amount)[] lines) =>
        new(EarnTrigger.Purchase, Wednesday, amount, "CNY", "shop") { Lines = [.. lines.Select(l => new OrderLineFacts(l.Product, l.Product.Split(' ')[0], 1, l.Amount))] };

    static long Points(ProgrammeTerms terms, Occasion occasion, int rank = 0, Used used = default) => terms.Earn(occasion, rank, Tiers, _ => used).Sum(e => e.Points);

    static ProgrammeTerms With(params EarningRule[] rules) => new() { Rules = [.. rules] };

    [Fact]
    public void Points_are_multiplied_then_rounded_then_capped()
    {
        var terms = With(Basic with { PerEvent = 400 }) with { Campaigns = [new() { Key = "c", From = Wednesday, To = Wednesday, Multiplier = 2 }] };
        // 99.90 x 1.5 x 2 = 299.7: rounding before multiplying would give 297.
        Assert.Equal(299, Points(terms, Order(99.90m), rank: 2));
        Assert.Equal(400, Points(terms, Order(200m), rank: 2));
        Assert.Equal(99, Points(terms with { Campaigns = [] }, Order(99.90m)));
    }

    [Fact]
    public void What_counts_towards_a_tier_is_the_base_before_multipliers()
    {
        var earned = Assert.Single(With(Basic, Basic with { Key = "bonus", Qualifies = false, Active = false }).Earn(Order(99.90m), 2, Tiers, _ => default));
        Assert.Equal((149L, 99L, 1.5m), (earned.Points, earned.Qualifying, earned.Multiplier));
    }

    [Theory]
    [InlineData("Down", 12)]
    [InlineData("Nearest", 13)]
    [InlineData("Up", 13)]
    public void Fractions_are_rounded_as_the_rule_says(string rounding, long points) =>
        Assert.Equal(points, Points(With(Basic with { Rounding = Enum.Parse<Rounding>(rounding) }), Order(12.50m)));

    [Fact]
    public void Caps_of_day_and_month_leave_what_is_left_of_them()
    {
        var terms = With(Basic with { PerDay = 100, PerMonth = 250 });
        Assert.Equal(100, Points(terms, Order(300m)));
        Assert.Equal(40, Points(terms, Order(300m), used: new(60, 60)));
        Assert.Equal(10, Points(terms, Order(300m), used: new(0, 240)));
        Assert.Equal(0, Points(terms, Order(300m), used: new(100, 250)));
    }

    [Fact]
    public void A_rule_for_products_earns_on_their_share_of_a_discounted_order()
    {
        var terms = With(Basic with { Products = ["Course"] });
        // 200 of goods, of which 50 for the course; 160 were paid.
        Assert.Equal(40, Points(terms, Order(160m, ("Course in Excel", 50m), ("Lamp", 150m))));
        Assert.Equal(0, Points(terms, Order(160m, ("Lamp", 200m))));
        Assert.Equal(0, Points(terms, Order(160m)));
    }

    [Fact]
    public void A_rule_for_categories_earns_on_products_of_exactly_these_and_with_products_on_what_is_both()
    {
        var order = Order(200m, ("Course in Excel", 50m), ("Lamp red", 100m), ("Lampshade", 50m));
        Assert.Equal(100, Points(With(Basic with { Categories = ["lamp"] }), order));
        Assert.Equal(150, Points(With(Basic with { Categories = ["Lamp", "Course"] }), order));
        Assert.Equal(0, Points(With(Basic with { Categories = ["Lamp"], Products = ["Excel"] }), order));
        Assert.Equal(50, Points(With(Basic with { Categories = ["Course"], Products = ["Excel"] }), order));
    }

    [Fact]
    public void Conditions_hold_all_or_the_rule_gives_nothing()
    {
        Assert.Equal(0, Points(With(Basic with { MinAmount = 100 }), Order(99m)));
        Assert.Equal(100, Points(With(Basic with { MinAmount = 100 }), Order(100m)));
        Assert.Equal(0, Points(With(Basic with { MaxAmount = 100 }), Order(101m)));
        Assert.Equal(0, Points(With(Basic with { Sources = ["pos"] }), Order(50m)));
        Assert.Equal(50, Points(With(Basic with { Sources = ["SHOP"] }), Order(50m)));
        Assert.Equal(0, Points(With(Basic with { FirstOnly = true }), Order(50m)));
        Assert.Equal(50, Points(With(Basic with { FirstOnly = true }), Order(50m) with { First = true }));
        Assert.Equal(0, Points(With(Basic with { Weekdays = [DayOfWeek.Sunday] }), Order(50m)));
        Assert.Equal(50, Points(With(Basic with { Weekdays = [DayOfWeek.Wednesday] }), Order(50m)));
        Assert.Equal(0, Points(With(Basic with { From = Wednesday.AddDays(1) }), Order(50m)));
        Assert.Equal(0, Points(With(Basic with { To = Wednesday.AddDays(-1) }), Order(50m)));
        Assert.Equal(0, Points(With(Basic with { Campaign = "none" }), Order(50m)));
        Assert.Equal(0, Points(With(Basic), Order(50m) with { Currency = "USD" }));
        Assert.Equal(0, Points(With(Basic with { TierId = 7 }), Order(50m), rank: 2));
    }

    [Fact]
    public void Tax_is_left_out_only_where_the_terms_say_so()
    {
        var order = new OrderFacts(1, 1, DateTimeOffset.UnixEpoch, "shop", 113m, 13m, 0, "CNY", false, []);
        Assert.Equal(113m, new ProgrammeTerms().Base(order));
        Assert.Equal(100m, new ProgrammeTerms { WithoutTax = true }.Base(order));
    }

    [Fact]
    public void Points_never_exceed_a_cap_nor_fall_below_nothing()
    {
        var gen = Gen.Choose(1, 1_000_000).SelectMany(cents => Gen.Choose(0, 2).SelectMany(rank => Gen.Choose(0, 500).SelectMany(day => Gen.Choose(1, 500).Select(cap => (cents, rank, day, cap)))));
        Prop.ForAll(Arb.From(gen), x =>
        {
            var points = Points(With(Basic with { PerDay = x.cap }), Order(x.cents / 100m), x.rank, new(x.day, x.day));
            Assert.InRange(points, 0, Math.Max(0, x.cap - x.day));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("Month", "2026-03-04", "2026-03-01")]
    [InlineData("Quarter", "2026-03-31", "2026-01-01")]
    [InlineData("Quarter", "2026-12-31", "2026-10-01")]
    [InlineData("Year", "2026-12-31", "2026-01-01")]
    public void Purchases_are_counted_by_calendar_periods(string period, string day, string start) =>
        Assert.Equal(DateOnly.Parse(start), ProgrammeTerms.StartOf(Enum.Parse<CountPeriod>(period), DateOnly.Parse(day)));

    /// <summary>IFRS 15, Example 52 (IE267-IE270): 10,000 points, each a discount of CU1, of which 9,500 are expected to be redeemed: a stand-alone selling price of CU0.95 a point, CU9,500 in all.</summary>
    [Fact]
    public void The_worth_of_points_is_that_of_example_52_of_the_standard() => Assert.Equal(9_500m, new LiabilityTerms(1m, "CU", 5m).Of(10_000));
}

public sealed class StandingTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);

    static readonly TierLadder Tiers = new([
        new Tier(new("Silver", "银卡", 1_000, 1.1m, null, null, null, TierColor.Secondary, TierIcon.Medal)),
        new Tier(new("Gold", "金卡", 5_000, 1.5m, null, null, null, TierColor.Yellow, TierIcon.Award)),
    ]);

    static DateTimeOffset EndOf(DateTimeOffset at) => new(Standing.FirstDayAfter(DateOnly.FromDateTime(at.UtcDateTime)).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    static Standing Gold()
    {
        var standing = new Standing(1, Start);
        standing.Settle(Tiers.Of(2), EndOf(Start), Start);
        return standing;
    }

    [Fact]
    public void A_tier_holds_twelve_months_to_the_end_of_the_month()
    {
        Assert.Equal(new DateOnly(2027, 2, 1), Standing.FirstDayAfter(new(2026, 1, 10)));
        Assert.Equal(new DateOnly(2025, 3, 1), Standing.FirstDayAfter(new(2024, 2, 29)));
    }

    [Fact]
    public void It_is_reached_at_once_and_never_lost_before_its_end()
    {
        Assert.Equal(Review.Reached, new Standing(1, Start).Look(0, 1_000, 0, Tiers, EndOf, Start));
        Assert.Equal(Review.Nothing, new Standing(1, Start).Look(0, 999, 0, Tiers, EndOf, Start));
        Assert.Equal(Review.Nothing, Gold().Look(2, 0, 0, Tiers, EndOf, EndOf(Start).AddDays(-61)));
    }

    [Fact]
    public void Sixty_days_before_its_end_there_is_one_warning_and_thirty_days_of_grace_follow_it()
    {
        var (standing, end) = (Gold(), EndOf(Start));
        Assert.Equal(Review.Nothing, standing.Look(2, 6_000, 5_000, Tiers, EndOf, end.AddDays(-60))); // what is left suffices
        Assert.Equal(Review.Warned, standing.Look(2, 6_000, 4_999, Tiers, EndOf, end.AddDays(-60)));
        Assert.Equal(Review.Nothing, standing.Look(2, 6_000, 4_999, Tiers, EndOf, end.AddDays(-59)));
        Assert.Equal(Review.Grace, standing.Look(2, 4_999, 4_999, Tiers, EndOf, end));
        Assert.Equal(Review.Nothing, standing.Look(2, 4_999, 4_999, Tiers, EndOf, end.AddDays(29)));
        Assert.Equal(Review.Fell, standing.Look(2, 4_999, 4_999, Tiers, EndOf, end.AddDays(30)));
    }

    [Fact]
    public void Points_earned_in_the_grace_renew_it()
    {
        var (standing, end) = (Gold(), EndOf(Start));
        standing.Look(2, 0, 0, Tiers, EndOf, end);
        Assert.Equal(Review.Renewed, standing.Look(2, 5_000, 5_000, Tiers, EndOf, end.AddDays(10)));
        Assert.Equal((EndOf(end.AddDays(10)), (DateTimeOffset?)null, (DateTimeOffset?)null), (standing.HoldsUntil, standing.GraceUntil, standing.WarnedAt));
    }

    [Fact]
    public void A_sweep_that_comes_late_begins_no_grace_that_is_over()
    {
        Assert.Equal(Review.Fell, Gold().Look(2, 0, 0, Tiers, EndOf, EndOf(Start).AddDays(31)));
    }

    [Fact]
    public void Moved_down_by_hand_points_lift_nobody_before_the_date_and_moved_up_they_do()
    {
        var held = new Standing(1, Start);
        held.MoveByHand(null, Start.AddDays(10), below: true, "abuse", Start);
        Assert.Equal(Review.Nothing, held.Look(0, 9_000, 9_000, Tiers, EndOf, Start.AddDays(9)));
        Assert.Equal(Review.Reached, held.Look(0, 9_000, 9_000, Tiers, EndOf, Start.AddDays(10)));
        var lifted = new Standing(1, Start);
        lifted.MoveByHand(Tiers.Of(1), Start.AddDays(100), below: false, "promised", Start);
        Assert.Equal(Review.Reached, lifted.Look(1, 5_000, 5_000, Tiers, EndOf, Start.AddDays(1)));
        Assert.Equal(Review.Grace, lifted.Look(1, 0, 0, Tiers, EndOf, Start.AddDays(100)));
    }
}
