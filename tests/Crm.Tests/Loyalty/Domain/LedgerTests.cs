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
            Assert.InRange(lot.TakenBack, 0, lot.Points);
            Assert.InRange(lot.Expired, 0, lot.Points);
        });
        Assert.Equal(0, Enum.GetValues<Account>().Sum(a => Of(member, a)));
    }

    /// <summary>The uses of an entry, as a cancellation loads them.</summary>
    static List<LotUse> UsesOf(Member member, LedgerEntry entry) => [.. member.Lots.SelectMany(l => l.Uses).Where(u => u.Entry == entry)];

    [Fact]
    public void Points_always_add_up_whatever_happens_in_whatever_order()
    {
        var step = Gen.Choose(0, 7).SelectMany(kind => Gen.Choose(1, 500).SelectMany(points => Gen.Choose(0, 90).Select(days => (kind, points, days))));
        Prop.ForAll(Arb.From(Gen.ListOf(step)), steps =>
        {
            var (member, at, n, spent, deducted) = (NewMember(), Start, 0, new List<LedgerEntry>(), new List<LedgerEntry>());
            foreach (var (kind, points, days) in steps)
            {
                at = at.AddDays(days % 20);
                var key = $"{n++}";
                switch (kind)
                {
                    case 0: member.Earn(points, "purchase", key, at.AddDays(days), at, at.AddDays(days % 7)); break;
                    case 1 when member.Spendable(at) >= points: spent.Add(member.Spend(points, "redemption", key, at)); break;
                    case 1: Assert.Throws<RuleException>(() => member.Spend(points, "redemption", key, at)); break;
                    case 2: member.TakeBack(points, null, "refund", key, at); break;
                    case 3: member.Expire(at); break;
                    case 4 when spent.Count > 0:
                        var entry = spent[^1];
                        spent.RemoveAt(spent.Count - 1);
                        member.Undo(UsesOf(member, entry), "cancellation", key, TimeSpan.FromDays(30), at);
                        break;
                    case 5 when member.Lots.Count > 0 && member.Lots[points % member.Lots.Count] is { } lot:
                        member.TakeBack(Math.Min(points, lot.Points - lot.TakenBack), lot, "refund", key, at);
                        break;
                    case 6 when member.Spendable(at) >= points: deducted.Add(member.Deduct(points, "adjustment", key, at)); break;
                    case 7 when deducted.Count > 0:
                        var taken = deducted[^1];
                        deducted.RemoveAt(deducted.Count - 1);
                        member.Reverse(taken, null, UsesOf(member, taken), "reversal", key, at);
                        break;
                    default: break;
                }
                AddsUp(member);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Whatever_is_spent_nothing_that_expires_later_is_touched_while_earlier_points_are_left()
    {
        var lot = Gen.Choose(1, 300).SelectMany(points => Gen.Choose(1, 60).SelectMany(days => Gen.Choose(0, 3).Select(pending => (points, days, pending))));
        Prop.ForAll(Arb.From(Gen.NonEmptyListOf(lot)), Arb.From(Gen.Choose(1, 3000)), (lots, wanted) =>
        {
            var (member, now) = (NewMember(), Start.AddDays(10));
            foreach (var (i, (points, days, pending)) in lots.Index()) member.Earn(points, "purchase", $"{i}", Start.AddDays(days), Start, pending == 0 ? now.AddDays(1) : null);
            var closed = member.Lots.Where(l => !l.IsOpen(now)).Select(l => (l, l.Remainder)).ToList();
            var points2 = Math.Min(wanted, member.Spendable(now));
            if (points2 == 0) return;
            member.Spend(points2, "redemption", "r", now);
            var last = member.Lots.Where(l => l.Uses.Count > 0).Max(l => l.ExpiresAt);
            Assert.All(member.Lots.Where(l => l.IsOpen(now) && l.ExpiresAt < last), l => Assert.Fail($"A lot that expires on {l.ExpiresAt:d} has {l.Remainder} left, but one of {last:d} was taken."));
            Assert.All(closed, c => Assert.Equal(c.Remainder, c.l.Remainder));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Pending_points_are_shown_but_cannot_be_spent_before_their_time()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "1", Start.AddDays(90), Start, Start.AddDays(14));
        Assert.Equal((100L, 0L, 100L), (member.Balance, member.Spendable(Start.AddDays(13)), member.Pending(Start.AddDays(13))));
        Assert.Throws<RuleException>(() => member.Spend(1, "redemption", "r", Start.AddDays(13)));
        member.Spend(100, "redemption", "r", Start.AddDays(14));
        AddsUp(member);
    }

    [Fact]
    public void A_refund_while_points_are_pending_takes_them_out_of_the_pending_lot()
    {
        var member = NewMember();
        member.Earn(50, "purchase", "old", Start.AddDays(30), Start);
        member.Earn(100, "purchase", "new", Start.AddDays(90), Start, Start.AddDays(14));
        member.TakeBack(40, member.Lots[1], "refund", "new", Start.AddDays(1));
        Assert.Equal([50L, 60L], member.Lots.Select(l => l.Remainder));
        Assert.Equal((50L, 60L, 0L), (member.Spendable(Start.AddDays(1)), member.Pending(Start.AddDays(1)), member.Shortfall));
        AddsUp(member);
    }

    [Fact]
    public void What_expired_unspent_is_not_taken_a_second_time_by_a_refund()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "old", Start.AddDays(10), Start);
        member.Spend(30, "redemption", "r", Start);
        member.Earn(500, "purchase", "new", Start.AddDays(90), Start);
        member.Expire(Start.AddDays(10));
        member.TakeBack(100, member.Lots[0], "refund", "old", Start.AddDays(11));
        // 70 were lost to the member already; only the 30 that were spent are recovered.
        Assert.Equal((470L, 0L), (member.Balance, member.Shortfall));
        Assert.Equal((100L, 0L), (member.Lots[0].TakenBack, member.Lots[0].Expired));
        AddsUp(member);
    }

    [Fact]
    public void Nothing_is_taken_back_beyond_what_was_earned()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "1", Start.AddDays(90), Start);
        member.TakeBack(100, member.Lots[0], "refund", "1", Start);
        Assert.Throws<InvalidOperationException>(() => member.TakeBack(1, member.Lots[0], "refund", "2", Start));
        Assert.Throws<RuleException>(() => member.Reverse(member.Entries[0], member.Lots[0], [], "reversal", "3", Start));
        AddsUp(member);
    }

    [Fact]
    public void A_reversal_of_a_reversal_is_refused()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "1", Start.AddDays(90), Start);
        var taken = member.Deduct(60, "adjustment", "a", Start);
        member.Reverse(taken, null, UsesOf(member, taken), "reversal", "b", Start);
        var back = member.Entries[^1];
        Assert.True(back.IsReversal);
        Assert.Equal("loyalty.reversal.ofReversal", Assert.Throws<RuleException>(() => member.Reverse(back, null, UsesOf(member, back), "reversal", "c", Start)).Key);
        Assert.Equal("loyalty.reversal.ofReversal", Assert.Throws<RuleException>(() => member.Undo(UsesOf(member, back), "cancellation", "d", null, Start)).Key);
        member.TakeBack(100, member.Lots[0], "refund", "1", Start);
        Assert.Equal("loyalty.reversal.ofReversal", Assert.Throws<RuleException>(() => member.Reverse(member.Entries[^1], member.Lots[0], [], "reversal", "e", Start)).Key);
        AddsUp(member);
    }

    [Fact]
    public void A_deduction_reversed_into_an_expired_lot_expires_at_once()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "1", Start.AddDays(10), Start);
        var taken = member.Deduct(60, "adjustment", "a", Start);
        member.Expire(Start.AddDays(10));
        member.Reverse(taken, null, UsesOf(member, taken), "reversal", "b", Start.AddDays(11));
        Assert.Equal((0L, 100L), (member.Balance, Of(member, Account.Expired)));
        Assert.Equal(Start.AddDays(10), member.Lots[0].ExpiresAt);
        AddsUp(member);
    }

    [Fact]
    public void Grace_is_for_what_comes_back_and_not_for_what_had_expired_beside_it()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "1", Start.AddDays(10), Start);
        var entry = member.Spend(60, "redemption", "r", Start);
        // The 40 left have expired, and no sweep has run yet.
        member.Undo(UsesOf(member, entry), "cancellation", "r", TimeSpan.FromDays(30), Start.AddDays(12));
        Assert.Equal((60L, 60L), (member.Balance, member.Spendable(Start.AddDays(12))));
        AddsUp(member);
    }

    [Fact]
    public void A_cancelled_redemption_pays_first_what_is_owed()
    {
        var member = NewMember();
        member.Earn(100, "purchase", "1", Start.AddDays(90), Start);
        var entry = member.Spend(80, "redemption", "r", Start);
        member.TakeBack(100, member.Lots[0], "refund", "1", Start);
        Assert.Equal((0L, 80L), (member.Balance, member.Shortfall));
        member.Undo(UsesOf(member, entry), "cancellation", "r", TimeSpan.FromDays(30), Start);
        Assert.Equal((0L, 0L), (member.Balance, member.Shortfall));
        AddsUp(member);
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
        member.TakeBack(100, null, "refund", "1", Start);
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
        Assert.Equal(DateOnly.Parse(gone), ProgrammeTerms.Of(new LoyaltyTerms()).FirstDayGone(DateOnly.Parse(earned)));
}
