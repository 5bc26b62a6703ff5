using Crm.Loyalty.Domain;
using Crm.Platform.UseCases;

namespace Crm.Tests.Loyalty.Domain;

public sealed class RewardStateTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 4, 2, 0, 0, TimeSpan.Zero);
    static readonly DateOnly Today = new(2026, 3, 4);

    static Member Rich()
    {
        var member = new Member(1, "A", null, null, Now.AddDays(-9));
        member.Earn(1000, "purchase", "1", Now.AddYears(1), Now.AddDays(-8));
        return member;
    }

    static Redemption Redeemed(CodeSource codes = CodeSource.None) => new Reward(new RewardTerms("Lamp", "灯", RewardKind.Gift, 10, null, null, true) { Codes = codes, CouponValue = 1, CouponCurrency = "cny", CouponDays = 1 })
        .Redeem(Rich(), 0, "k", null, Now, Today, Now.AddDays(7));

    [Theory]
    [InlineData(true, null, null, null, "Available")]
    [InlineData(true, 0, 0, 1, "Available")] // both days belong to it
    [InlineData(true, 1, null, 5, "Upcoming")]
    [InlineData(true, null, -1, 5, "Expired")]
    [InlineData(true, -2, -1, 0, "Expired")] // over is over, whatever is left
    [InlineData(true, null, null, 0, "OutOfStock")]
    [InlineData(false, null, -1, 0, "Withdrawn")]
    public void A_reward_stands_as_its_days_and_its_stock_say(bool offered, int? from, int? until, int? stock, string state) =>
        Assert.Equal(state, Reward.StateOf(offered, from is { } f ? Today.AddDays(f) : null, until is { } u ? Today.AddDays(u) : null, stock, Today).ToString());

    [Fact]
    public void A_redemption_goes_from_open_to_sent_to_done_and_back_and_says_who()
    {
        var r = Redeemed();
        Assert.True(r.OverdueAt(Now.AddDays(8)));
        r.Send(" SF1 ", null, 7, Now.AddDays(1));
        Assert.Equal((RedemptionState.Sent, "SF1", 7L, false), (r.State, r.Tracking, r.SentBy, r.OverdueAt(Now.AddDays(8))));
        Assert.Throws<RuleException>(() => r.Send("SF2", null, 7, Now));
        r.Finish(null, "left at the door", 8, Now.AddDays(2));
        Assert.Equal((RedemptionState.Done, "SF1", "left at the door", 8L), (r.State, r.Tracking, r.Note, r.DoneBy));
        Assert.Throws<RuleException>(() => r.Finish(null, null, 8, Now));
        r.Reopen("came back");
        Assert.Equal((RedemptionState.Open, null, null), (r.State, r.SentAt, r.DoneAt));
        Assert.Throws<RuleException>(() => r.Reopen(null));
    }

    [Fact]
    public void What_is_given_at_once_is_done_never_late_and_cannot_be_opened_again()
    {
        foreach (var codes in new[] { CodeSource.List, CodeSource.Coupon })
        {
            // A list of codes has what was put into it.
            if (codes == CodeSource.List) { Assert.Throws<RuleException>(() => Redeemed(codes)); continue; }
            var r = Redeemed(codes);
            Assert.Equal((RedemptionState.Done, Now), (r.State, r.DoneAt));
            Assert.False(r.OverdueAt(Now.AddYears(1)));
            Assert.Throws<RuleException>(() => r.Reopen(null));
        }
    }

    [Fact]
    public void An_idea_needs_a_title_and_a_refusal_a_reason()
    {
        Assert.Throws<RuleException>(() => new Idea(new(" ", null, "text", null), IdeaSource.Staff, null, null, 1, Now));
        var idea = new Idea(new("T", null, null, null), IdeaSource.Staff, null, 5, 1, Now);
        Assert.Throws<RuleException>(() => idea.Decide(IdeaStatus.Declined, " ", null, 1, Now));
        idea.Decide(IdeaStatus.Declined, null, "太贵", 2, Now.AddDays(1));
        Assert.Equal((IdeaStatus.Declined, "太贵", 2L), (idea.Status, idea.AnswerZh, idea.ChangedBy));
        idea.Publish(2, Now);
        idea.Withdraw(3, Now);
        Assert.Equal((null, 3L), (idea.PublishedAt, idea.ChangedBy));
    }
}
