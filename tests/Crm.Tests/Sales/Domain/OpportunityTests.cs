using Crm.Platform.UseCases;
using Crm.Sales.Domain;

namespace Crm.Tests.Sales.Domain;

public sealed class OpportunityTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    static Opportunity New() => new(1, new Deal("Contract", 1000, "CNY", 10, null, null, 7, 3), Stage.Lead, 7, Start);

    static string Refused(Action act) => Assert.Throws<RuleException>(act).Key;

    [Fact]
    public void Every_step_is_kept_with_who_when_and_why()
    {
        var o = New();
        o.MoveTo(Stage.Proposal, "they asked", 8, Start.AddDays(1));
        Assert.Equal([(null, Stage.Lead, null), (Stage.Lead, Stage.Proposal, "they asked")], o.Changes.Select(c => (c.From, c.To, c.Reason)));
        Assert.Equal(Start.AddDays(1), o.StageSince);
    }

    [Fact]
    public void A_won_deal_goes_to_payment_and_stays_there()
    {
        var o = New();
        Assert.Equal("sales.paymentNeedsWin", Refused(() => o.MoveTo(Stage.Payment, "x", 7, Start)));
        o.Win("signed", 7, Start);
        Assert.Equal((Stage.Payment, Outcome.Won, 100), (o.Stage, o.Outcome, o.Probability));
        Assert.Equal("sales.wonStays", Refused(() => o.MoveTo(Stage.Needs, "x", 7, Start)));
        Assert.Equal("sales.closed", Refused(() => o.Lose(LossReason.Price, null, Start)));
        Assert.Equal("sales.closedAmount", Refused(() => o.Edit(new Deal("Contract", 2000, "CNY", 100, null, null, 7, 3))));
    }

    [Fact]
    public void A_lost_deal_has_a_reason_and_moves_no_more()
    {
        var o = New();
        o.Lose(LossReason.Competitor, null, Start);
        Assert.Equal((Outcome.Lost, LossReason.Competitor, 0), (o.Outcome, o.LossReason, o.Probability));
        Assert.Equal("sales.closed", Refused(() => o.MoveTo(Stage.Needs, "x", 7, Start)));
    }
}
