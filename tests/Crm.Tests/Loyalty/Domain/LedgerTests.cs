using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Tests.Loyalty.Domain;

public sealed class LedgerTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    static Member NewMember() => new(1, "Ann", null, null, Start);

    /// <summary>What the ledger says of an account: everything in, less everything out.</summary>
    static long Of(Member member, Account account) => member.Entries.Sum(e => (e.To == account ? e.Points : 0) - (e.From == account ? e.Points : 0));

    static void AddsUp(Member member)
    {
        Assert.Equal(member.Balance, Of(member, Account.Member));
        Assert.Equal(member.Balance, member.Lots.Sum(l => l.Remainder));
        Assert.Equal(member.Shortfall, -Of(member, Account.Shortfall));
        Assert.True(member.Balance >= 0 && member.Shortfall >= 0);
        Assert.All(member.Lots, lot =>
        {
            Assert.InRange(lot.Remainder, 0, lot.Points);
            Assert.Equal(lot.Points - lot.Remainder, lot.Uses.Sum(u => u.Points));
        });
    }

    [Fact]
    public void Points_always_add_up_whatever_happens_in_whatever_order()
    {
        var step = Gen.Choose(0, 4).SelectMany(kind => Gen.Choose(1, 500).SelectMany(points => Gen.Choose(0, 90).Select(days => (kind, points, days))));
        Prop.ForAll(Arb.From(Gen.ListOf(step)), steps =>
        {
            var (member, at, n, spent) = (NewMember(), Start, 0, new List<LedgerEntry>());
            foreach (var (kind, points, days) in steps)
            {
                at = at.AddDays(days % 20);
                var key = $"{n++}";
                switch (kind)
                {
                    case 0: member.Earn(points, "purchase", key, at.AddDays(days), at); break;
                    case 1 when member.Spendable(at) >= points: spent.Add(member.Spend(points, "redemption", key, at)); break;
                    case 1: Assert.Throws<RuleException>(() => member.Spend(points, "redemption", key, at)); break;
                    case 2: member.TakeBack(points, 0, "refund", key, at); break;
                    case 3: member.Expire(at); break;
                    case 4 when spent.Count > 0:
                        var entry = spent[^1];
                        spent.RemoveAt(spent.Count - 1);
                        member.Undo([.. member.Lots.SelectMany(l => l.Uses).Where(u => u.Entry == entry)], "cancellation", key, TimeSpan.FromDays(30), at);
                        break;
                    default: break;
                }
                AddsUp(member);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_soonest_expiry_is_spent_first()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "late", Start.AddDays(90), Start);
        member.Earn(50, "purchase", "soon", Start.AddDays(30), Start);
        member.Spend(60, "redemption", "r", Start);
        Assert.Equal([90L, 0L], member.Lots.Select(l => l.Remainder));
    }

    [Fact]
    public void Expired_points_cannot_be_spent_even_before_the_sweep_has_run()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "p", Start.AddDays(30), Start);
        Assert.Equal(0, member.Spendable(Start.AddDays(30)));
        Assert.Throws<RuleException>(() => member.Spend(1, "redemption", "r", Start.AddDays(30)));
        Assert.Equal(100, member.Balance);
    }

    [Fact]
    public void Points_spent_before_a_refund_become_a_shortfall_that_the_next_earning_pays()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "1", Start.AddDays(90), Start);
        member.Spend(80, "redemption", "r", Start);
        member.TakeBack(100, 0, "refund", "1", Start);
        Assert.Equal((0L, 80L), (member.Balance, member.Shortfall));
        member.Earn(200, "purchase", "2", Start.AddDays(90), Start);
        Assert.Equal((120L, 0L), (member.Balance, member.Shortfall));
        AddsUp(member);
    }

    [Fact]
    public void A_cancelled_redemption_restores_the_lots_with_their_own_expiry_and_grace_to_those_that_passed()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "1", Start.AddDays(10), Start);
        member.Earn(100, "purchase", "2", Start.AddDays(90), Start);
        var entry = member.Spend(150, "redemption", "r", Start);
        var later = Start.AddDays(12);
        member.Undo([.. member.Lots.SelectMany(l => l.Uses).Where(u => u.Entry == entry)], "cancellation", "r", TimeSpan.FromDays(30), later);
        Assert.Equal([later.AddDays(30), Start.AddDays(90)], member.Lots.Select(l => l.ExpiresAt));
        Assert.Equal(200, member.Spendable(later));
        AddsUp(member);
    }

    [Fact]
    public void A_merge_hands_over_every_lot_with_its_expiry()
    {
        var (from, into) = (NewMember(), NewMember());
        from.Earn(100, "purchase", "1", Start.AddDays(10), Start);
        from.Earn(40, "survey", "1", Start.AddDays(20), Start);
        into.Earn(5, "purchase", "2", Start.AddDays(30), Start);
        from.MoveTo(into, Start, Start);
        Assert.Equal((0L, 145L), (from.Balance, into.Balance));
        Assert.Equal([Start.AddDays(30), Start.AddDays(10), Start.AddDays(20)], into.Lots.Select(l => l.ExpiresAt));
        AddsUp(from);
        AddsUp(into);
    }

    [Fact]
    public void Partial_refunds_take_back_exactly_what_the_whole_order_earned() =>
        Prop.ForAll(Arb.From(Gen.Choose(1, 100_000)), Arb.From(Gen.NonEmptyListOf(Gen.Choose(1, 5_000))), (cents, parts) =>
        {
            var goods = cents / 100m;
            var earned = new LoyaltyTerms().PointsFor(goods, "CNY");
            var (total, taken) = (0m, 0L);
            foreach (var part in parts.Append(100_000))
            {
                total = Math.Min(goods, total + part / 100m);
                var sum = LoyaltyTerms.TakenBack(earned, goods, total);
                Assert.True(sum >= taken);
                taken = sum;
            }
            Assert.Equal(earned, taken);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-01-31", "2028-02-01")]
    [InlineData("2026-12-01", "2029-01-01")]
    [InlineData("2024-02-29", "2026-03-01")]
    public void Points_live_to_the_end_of_the_month(string earned, string gone) =>
        Assert.Equal(DateOnly.Parse(gone), new LoyaltyTerms().FirstDayGone(DateOnly.Parse(earned)));
}
